// Density contours: how dense the noisy points are, as quiet hills; as dae_helpers.fields.
import palette from "../palette.json" with { type: "json" };
import { SEGMENTS, pointAt } from "./curves.js";
import { EXTENT, WHOLE } from "./plot.js";

/**
 * The density of the noisy points on a raster, its greatest value 1: the curve, blurred by the noise; and the levels
 * above which palette.shares of the noisy points lie.
 */
export function density(curve, sigma) {
  const places = curve.nodes?.flat() ?? new Float64Array(SEGMENTS);
  if (!curve.nodes) for (let i = 0; i < SEGMENTS; i += 2) pointAt(curve, i / SEGMENTS, places, i);
  const seen = Math.max(32, Math.min(224, Math.ceil((6 * EXTENT) / sigma))), cell = (2 * EXTENT) / seen;
  const beyond = Math.ceil((4 * sigma) / cell), n = seen + 2 * beyond, edge = EXTENT + beyond * cell;
  const ink = new Float32Array(n * n);
  for (let i = 0; i < places.length; i += 2) { // a drop for each place, shared by the four cells around
    const x = (places[i] + edge) / cell - 0.5, y = (places[i + 1] + edge) / cell - 0.5, a = Math.floor(x), b = Math.floor(y);
    for (const [c, u] of [[a, 1 + a - x], [a + 1, x - a]]) for (const [d, v] of [[b, 1 + b - y], [b + 1, y - b]])
      ink[n * d + c] += u * v;
  }
  const raw = blurred(blurred(ink, n, sigma / cell), n, sigma / cell), most = raw.reduce((a, b) => Math.max(a, b));
  const values = raw.map((v) => v / most);
  return { n, cell, edge, values, levels: levels(values) };
}

/** The raster, each row blurred by a Gaussian of s cells, and then turned over: twice makes the whole. */
function blurred(raster, n, s) {
  const reach = Math.ceil(4 * s), out = new Float32Array(n * n);
  const bell = Float32Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * s * s)));
  for (let row = 0; row < n; row++) for (let i = 0; i < n; i++) {
    const from = Math.max(0, i - reach), to = Math.min(n - 1, i + reach);
    let sum = 0;
    for (let k = from; k <= to; k++) sum += raster[n * row + k] * bell[k - i + reach];
    out[n * i + row] = sum;
  }
  return out;
}

/** For each of palette.shares the value above which so much of all lies. */
function levels(values) {
  const rising = values.filter(Boolean).sort(), all = rising.reduce((a, b) => a + b);
  let k = 0, below = 0;
  return palette.shares.map((share) => {
    while (below < (1 - share) * all) below += rising[k++];
    return rising[k];
  });
}

/** Where a coordinate is among the cells: the one before it, and the share of the way to the next. */
function placeOf({ n, cell, edge }, x) {
  const u = Math.min(n - 1.001, Math.max(0, (x + edge) / cell - 0.5)), i = u | 0;
  return [i, u - i];
}

const between = (values, n, k, a, b) =>
  (1 - b) * ((1 - a) * values[k] + a * values[k + 1]) + b * ((1 - a) * values[k + n] + a * values[k + n + 1]);

/** The density at (x, y), between 0 and 1. */
export function densityAt(dense, x, y) {
  const [i, a] = placeOf(dense, x), [j, b] = placeOf(dense, y);
  return between(dense.values, dense.n, dense.n * j + i, a, b);
}

const rise = (t) => Math.min(1, Math.max(0, t));

const TENTHS = [0.1, 0.2, 0.3, 0.4, 0.5];

/** Quiet hills: density contours, each a tenth darker than the one around it, on a canvas of their own. */
export function hills(canvas, dense, color, [low, high] = WHOLE, depths = TENTHS) {
  const size = canvas.width, image = new ImageData(size, size), step = (high - low) / size;
  const [r, g, b] = [1, 3, 5].map((k) => parseInt(color.slice(k, k + 2), 16));
  const shades = Uint8Array.from({ length: 4097 }, (_, k) =>
    dense.levels.reduce((sum, level, i) => // what each level adds to the one below
      sum + 255 * (depths[i] - (depths[i - 1] ?? 0)) * rise((k / 4096 / level - 1) / 0.03 + 0.5), 0));
  const columns = Array.from({ length: size }, (_, i) => placeOf(dense, low + (i + 0.5) * step));
  const cells = Int32Array.from(columns, ([i]) => i), shares = Float64Array.from(columns, ([, a]) => a);
  const pixels = new Uint32Array(image.data.buffer), ink = r | (g << 8) | (b << 16);
  for (let row = 0, at = 0; row < size; row++) {
    const [j, share] = placeOf(dense, high - (row + 0.5) * step), first = dense.n * j;
    for (let i = 0; i < size; i++)
      pixels[at++] = ink | (shades[(4096 * between(dense.values, dense.n, first + cells[i], shares[i], share)) | 0] << 24);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
