// How things are drawn on a canvas, in the colours of dae_helpers.plots: clean points teal, noisy points
// orange-red, the truth black (light on a dark page), what was learned violet, its error red. An arrow has its true length.
import palette from "../palette.json" with { type: "json" };

export const EXTENT = 1.6; // The square [−1.6, 1.6]² is shown.
export const WHOLE = [-EXTENT, EXTENT];

/** The colours of a page's or a figure's theme, by their names in its style. */
export function colors(element = document.documentElement) {
  const style = getComputedStyle(element);
  const names = [...Object.keys(palette.light), "paper", "quiet"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/**
 * A canvas as a square of the plane, from low to high both ways, wiped clean: ctx draws in its units, y up; unit, there, is
 * what a line is made of: a pixel where the canvas is 660 of them wide, less on a phone, and more on a lecture hall's wall.
 */
export function plane(canvas, [low, high] = WHOLE) {
  const width = canvas.clientWidth, size = Math.round(width * Math.min(2, window.devicePixelRatio || 1));
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const ctx = canvas.getContext("2d"), scale = size / (high - low);
  ctx.setTransform(scale, 0, 0, -scale, -scale * low, scale * high);
  ctx.clearRect(low, low, high - low, high - low);
  return { ctx, low, high, unit: ((high - low) / width) * Math.min(1.6, Math.max(0.8, width / 660)) };
}

/** n × n places, evenly spaced from low to high both ways, or the middles of equal squares, [x0, y0, x1, …]. */
export function grid(n, low = EXTENT * (1 / n - 1), high = -low) {
  const tick = (i) => low + ((high - low) * i) / (n - 1);
  return Float64Array.from({ length: 2 * n * n }, (_, k) => tick(k % 2 ? (k >> 1) % n : Math.floor(k / 2 / n)));
}

/** A word whose middle is at (x, y). */
export function word({ ctx, unit }, text, [x, y], color, size = 12) {
  Object.assign(ctx, { fillStyle: color, font: `${size}px system-ui, sans-serif`, textAlign: "center" });
  ctx.save();
  ctx.scale(unit, -unit); // the font in whole pixels: browsers round small ones
  ctx.fillText(text, x / unit, 0.35 * size - y / unit);
  ctx.restore();
}

export function axes(view, color, ticks = [-1, 0, 1]) {
  const { unit, low } = view;
  for (const t of ticks) for (const at of [[t, low + 11 * unit], [low + 12 * unit, t]])
    word(view, String(t).replace("-", "−"), at, color);
}

export function curveLine({ ctx, unit }, { vertices, closed }, color, width = 2.5) {
  ctx.beginPath();
  for (let i = 0; i < vertices.length; i += 32) ctx.lineTo(vertices[i], vertices[i + 1]);
  if (closed) ctx.closePath();
  Object.assign(ctx, { strokeStyle: color, lineWidth: width * unit, lineJoin: "round", lineCap: "round" });
  ctx.stroke();
}

/** Arrows from tails to tips, each as opaque as its weight says. One whose tip is out of sight is left out. */
export function arrows({ ctx, unit, low, high }, tails, tips, weights, color, width = 1.7) {
  ctx.fillStyle = color;
  for (let k = 0; k < tails.length; k += 2) {
    const [x, y] = [tails[k], tails[k + 1]], dx = tips[k] - x, dy = tips[k + 1] - y, length = Math.hypot(dx, dy);
    const out = Math.min(tips[k], tips[k + 1]) < low || Math.max(tips[k], tips[k + 1]) > high;
    if (out || !weights[k / 2] || length < 1.5 * unit) continue;
    const half = (width / 2) * unit, head = Math.min(4.6 * width * unit, 0.7 * length), neck = length - head;
    ctx.globalAlpha = weights[k / 2];
    ctx.beginPath(); // along the arrow and to its left: shaft, barb, tip, and back
    for (const [u, v] of [[0, half], [neck, half], [neck, 0.4 * head], [length, 0],
                          [neck, -0.4 * head], [neck, -half], [0, -half]])
      ctx.lineTo(x + (u * dx - v * dy) / length, y + (u * dy + v * dx) / length);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

export function dots({ ctx, unit }, points, color, radius, rim = null) {
  ctx.fillStyle = color;
  ctx.beginPath();
  for (let k = 0; k < points.length; k += 2) {
    ctx.moveTo(points[k] + radius * unit, points[k + 1]);
    ctx.arc(points[k], points[k + 1], radius * unit, 0, 2 * Math.PI);
  }
  ctx.fill();
  if (!rim) return;
  Object.assign(ctx, { strokeStyle: rim, lineWidth: 2 * unit });
  ctx.stroke();
}

/**
 * Where x̃ can have come from: the curve glows as the posterior density p(x | x̃), and rays end at places that are
 * equally probable.
 */
export function origins(view, { x, y, w, p }, [a, b], color, rays = 20) {
  const ends = [];
  glow(view, x, y, p.map((mass, j) => mass / w[j]), color, 0.75);
  for (let j = 0, sum = 0; j < p.length; j++)
    for (sum += p[j]; sum * rays > ends.length / 2 + 0.5; ) ends.push(x[j], y[j]);
  view.ctx.globalAlpha = 0.5;
  strokes(view, ends.flatMap((t, k) => (k % 2 ? [ends[k - 1], t] : [a, b])), color, 1);
  view.ctx.globalAlpha = 1;
  return ends;
}

/** Straight lines, each from one end to the next, [x0, y0, x1, y1, …]. */
export function strokes({ ctx, unit }, ends, color, width) {
  Object.assign(ctx, { strokeStyle: color, lineWidth: width * unit, lineCap: "butt" });
  ctx.beginPath();
  for (let k = 0; k < ends.length; k += 4) {
    ctx.moveTo(ends[k], ends[k + 1]);
    ctx.lineTo(ends[k + 2], ends[k + 3]);
  }
  ctx.stroke();
}

/** A line through places (x, y) that glows where p is great; strength: of the brightest stretch. */
export function glow(view, x, y, p, color, strength = 1) {
  const most = p.reduce((m, v) => Math.max(m, v));
  for (let j = 1; j < p.length; j++) {
    if (p[j] < 0.01 * most) continue;
    view.ctx.globalAlpha = strength * (p[j] / most);
    strokes(view, [x[j - 1], y[j - 1], x[j], y[j]], color, 11);
  }
  view.ctx.globalAlpha = 1;
}

/** The loss over the logarithm of the steps, the floor below which no map can come, and how far the film is. */
export function lossChart(canvas, { losses, floor, nSteps, step }, { learned, truth, quiet }, name = "floor") {
  const { clientWidth: w, clientHeight: h } = canvas, ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [w * ratio, h * ratio];
  const ctx = canvas.getContext("2d"), most = Math.max(1.5 * floor, ...losses), bottom = h - 18;
  const x = (k) => 10 + ((w - 20) * Math.log(k)) / Math.log(nSteps);
  const y = (loss) => bottom - ((bottom - 6) * Math.log(loss / (0.92 * floor))) / Math.log(most / (0.92 * floor));
  ctx.scale(ratio, ratio);
  Object.assign(ctx, { font: "12px system-ui, sans-serif", fillStyle: quiet, lineJoin: "round" });
  ctx.textAlign = "center";
  for (const k of [1, 10, 100, 1000]) if (k < nSteps) ctx.fillText(k, x(k), h - 3);
  ctx.textAlign = "left";
  ctx.fillText(name, 6, y(floor) - 5);
  const stroke = (color, width, points) => {
    Object.assign(ctx, { strokeStyle: color, lineWidth: width });
    ctx.beginPath();
    for (const [a, b] of points) ctx.lineTo(a, b);
    ctx.stroke();
  };
  const trend = losses.map((_, k) => { // the mean over the last seventh of the steps
    const recent = losses.slice(Math.floor((k * 6) / 7), k + 1);
    return [x(k + 1), y(recent.reduce((a, b) => a + b) / recent.length)];
  });
  ctx.globalAlpha = 0.3;
  stroke(learned, 1, losses.map((loss, k) => [x(k + 1), y(loss)]));
  ctx.globalAlpha = 1;
  stroke(learned, 2.2, trend);
  ctx.setLineDash([5, 4]);
  stroke(truth, 1.3, [[4, y(floor)], [w - 4, y(floor)]]);
  ctx.setLineDash([]);
  if (step) stroke(quiet, 1, [[x(step), 2], [x(step), bottom]]);
}
