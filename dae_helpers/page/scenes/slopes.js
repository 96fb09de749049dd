// The contours of log p_σ, whose gradient is the score, and the arrows that climb them at right angles.
import { bestOf, curveNamed, denseOf, recent } from "../living/exact.js";
import { define } from "../living/table.js";
import { general, named, words } from "../living/words.js";
import { arrows, curveLine, grid, strokes } from "../plot.js";

const LINES = 10, STEP = 0.5; // lower down than LINES·STEP below the summit, noisy points are rare
const SHORT = 0.05; // arrows shorter than this would be specks
const BANDS = Array.from({ length: LINES }, (_, k) => 0.08 + 0.6 * (k / LINES) ** 1.5);
const TAILS = grid(16, -1.5, 1.5);

/** For each level the stretches, [x0, y0, x1, y1, …], along which the density has it: marching squares. */
function outlines({ n, cell, edge, values: p, levels }) {
  const ends = levels.map(() => []), at = (i) => (i + 0.5) * cell - edge;
  for (let b = 0; b + 1 < n; b++) for (let a = 0; a + 1 < n; a++) {
    const k = n * b + a, most = Math.max(p[k], p[k + 1], p[k + n], p[k + n + 1]);
    if (most <= levels[0]) continue;
    const corners = [[a, b, p[k]], [a + 1, b, p[k + 1]], [a + 1, b + 1, p[k + n + 1]], [a, b + 1, p[k + n]]];
    const least = Math.min(p[k], p[k + 1], p[k + n], p[k + n + 1]);
    levels.forEach((level, i) => level >= least && level < most && corners.forEach(([u, v, low], c) => {
      const [s, t, high] = corners[(c + 1) % 4], part = (level - low) / (high - low);
      if (low > level !== high > level) ends[i].push(at(u + part * (s - u)), at(v + part * (t - v)));
    }));
  }
  return ends;
}

const contours = recent((curve, sigma) => {
  const levels = BANDS.map((_, k) => Math.exp(-STEP * (LINES - k - 0.5))); // the summit is within the highest
  const dense = { ...denseOf(curve, sigma), levels }, { n, cell, edge, values } = dense;
  const top = values.indexOf(1), summit = [top % n, Math.floor(top / n)].map((i) => (i + 0.5) * cell - edge);
  const lowest = bestOf(curve, sigma).posterior(...summit)[3] + Math.log(levels[0]);
  return { dense, lowest, lines: outlines(dense) };
}, 4);

define("slopes", {
  controls: { curve: { value: "spiral" }, sigma: { low: 0.05, value: 0.12 } },
  draw({ color, panels: [panel] }, { curve, sigma }) {
    const best = bestOf(curve, sigma), { dense, lowest, lines } = contours(curve, sigma), tips = best.map(TAILS);
    panel.hills(dense, BANDS);
    for (const each of lines) strokes(panel, each, color.quiet, 0.8);
    curveLine(panel, curveNamed(curve), color.paper, 2.5);
    let longest = 0;
    const shown = Float64Array.from({ length: TAILS.length / 2 }, (_, k) => {
      const [x, y] = TAILS.subarray(2 * k), length = Math.hypot(tips[2 * k] - x, tips[2 * k + 1] - y);
      const seen = length > SHORT && best.posterior(x, y)[3] > lowest;
      if (seen) longest = Math.max(longest, length);
      return seen;
    });
    arrows(panel, TAILS, tips, shown, color.truth);
    return words("slopes", {
      curve: named(curve), sigma: general(sigma), step: STEP, depth: (LINES - 0.5) * STEP, longest: general(longest, 2),
    });
  },
});
