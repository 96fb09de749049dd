// The contours of log p_σ, whose gradient is the score, and the arrows that climb them at right angles.
import { bestOf, curveNamed, recent } from "../living/exact.js";
import { define } from "../living/table.js";
import { general, named, words } from "../living/words.js";
import { arrows, curveLine, strokes } from "../plot.js";

const N = 123, EDGE = 1.63, CELL = (2 * EDGE) / (N - 1); // a step beyond the frame, where outlines end
const LINES = 10, STEP = 0.5; // lower down than LINES·STEP below the summit, noisy points are rare
const SHORT = 0.05; // arrows shorter than this would be specks
const BANDS = Array.from({ length: LINES }, (_, k) => 0.08 + 0.6 * (k / LINES) ** 1.5);
const TAILS = Float64Array.from({ length: 512 }, (_, i) => ((i % 2 ? (i >> 1) % 16 : i >> 5) / 15) * 3 - 1.5);

/** p_σ where the ticks of a grid cross, by rows: there a Gaussian is a product, along x and along y. */
export function onGrid({ x, y, w, sigma }) {
  const p = new Float64Array(N * N), ticks = Float64Array.from({ length: N }, (_, i) => i * CELL - EDGE);
  const bell = (t) => ticks.map((tick) => Math.exp(-((tick - t) ** 2) / (2 * sigma ** 2)));
  const near = (t) => [t - 8 * sigma, t + 8 * sigma].map((s, end) => Math.min(N, Math.max(0, Math.floor((s + EDGE) / CELL) + end)));
  for (let j = 0; j < w.length; j++) {
    const across = bell(x[j]), up = bell(y[j]), [left, right] = near(x[j]), [bottom, top] = near(y[j]);
    for (let b = bottom; b < top; b++) {
      const share = (w[j] * up[b]) / (2 * Math.PI * sigma ** 2);
      for (let a = left; a < right; a++) p[N * b + a] += share * across[a];
    }
  }
  return p;
}

/** Of each cell of the grid the stretches, [x0, y0, x1, y1, …], where z crosses a level: marching squares. */
function crossings(z, level) {
  const ends = [];
  for (let b = 0; b + 1 < N; b++) for (let a = 0; a + 1 < N; a++) {
    const k = N * b + a, corners = [[a, b, z[k]], [a + 1, b, z[k + 1]], [a + 1, b + 1, z[k + N + 1]], [a, b + 1, z[k + N]]];
    corners.forEach(([u, v, low], c) => {
      const [s, t, high] = corners[(c + 1) % 4];
      if (low > level === high > level) return;
      const part = (level - low) / (high - low);
      ends.push((u + part * (s - u)) * CELL - EDGE, (v + part * (t - v)) * CELL - EDGE);
    });
  }
  return ends;
}

const contours = recent((curve, sigma) => {
  const p = onGrid(bestOf(curve, sigma)), most = p.reduce((a, b) => Math.max(a, b)), values = p.map((t) => t / most);
  const levels = BANDS.map((_, k) => Math.exp(-STEP * (LINES - k - 0.5))); // the summit is within the highest
  const logs = values.map((t) => Math.log(Math.max(t, 1e-300)));
  return { n: N, cell: CELL, edge: EDGE + CELL / 2, values, levels, lowest: Math.log(most * levels[0]), ends: levels.map((level) => crossings(logs, Math.log(level))) };
}, 4);

define("slopes", {
  controls: { curve: { value: "spiral" }, sigma: { low: 0.05, value: 0.12 } },
  draw({ color, panels: [panel] }, { curve, sigma }) {
    const best = bestOf(curve, sigma), { lowest, ends, ...dense } = contours(curve, sigma), tips = best.map(TAILS);
    panel.hills(dense, BANDS);
    for (const each of ends) strokes(panel, each, color.quiet, 0.8);
    curveLine(panel, curveNamed(curve), color.paper, 2.5);
    let longest = 0;
    const shown = Float64Array.from({ length: TAILS.length / 2 }, (_, k) => {
      const [x, y] = TAILS.subarray(2 * k), length = Math.hypot(tips[2 * k] - x, tips[2 * k + 1] - y);
      const seen = length > SHORT && best.posterior(x, y)[3] > lowest;
      if (seen) longest = Math.max(longest, length);
      return seen;
    });
    arrows(panel, TAILS, tips, shown, color.truth);
    return words("slopes", { curve: named(curve), sigma: general(sigma), step: STEP, depth: (LINES - 0.5) * STEP, longest: general(longest, 2) });
  },
});
