// The posterior of one noisy point: where it can have come from, and the best guess.
import { pointAt } from "../curves.js";
import { bestOf, curveNamed } from "../living/exact.js";
import { define } from "../living/table.js";
import { general, named, words } from "../living/words.js";
import { arrows, axes, curveLine, dots, glow, word } from "../plot.js";

/** The ends of 300 equally long pieces of the curve, and the probability that x̃ came from each. */
function pieces(curve, sigma, [a, b]) {
  const x = [], y = [], at = [0, 0];
  for (let k = 0; k <= 300; k++) {
    pointAt(curve, k / 300, at, 0);
    x.push(at[0]);
    y.push(at[1]);
  }
  // p(x | x̃) ∝ exp(−‖x̃ − x‖²/2σ²), x in the middle of the piece
  const logits = x.slice(1).map((_, k) =>
    -(((x[k] + x[k + 1]) / 2 - a) ** 2 + ((y[k] + y[k + 1]) / 2 - b) ** 2) / (2 * sigma ** 2));
  const most = Math.max(...logits), p = logits.map((t) => Math.exp(t - most)), all = p.reduce((sum, t) => sum + t);
  return { x, y, p: p.map((t) => t / all) };
}

define("guess", {
  controls: { curve: {}, sigma: { low: 0.03, high: 1, value: 0.3 }, point: { value: [0.95, 0.85] } },
  draw({ color, panels: [panel] }, { curve, sigma, point }) {
    const path = curveNamed(curve), { x, y, p } = pieces(path, sigma, point);
    const mean = bestOf(curve, sigma).posterior(...point).slice(0, 2);
    axes(panel, color.quiet);
    curveLine(panel, path, color.truth, 1.5);
    glow(panel, x, y, [0, ...p], color.clean);
    arrows(panel, point, mean, [1], color.truth, 2.5);
    dots(panel, mean, color.truth, 5, color.paper);
    dots(panel, point, color.noisy, 9, color.paper);
    const far = Math.hypot(point[0] - mean[0], point[1] - mean[1]);
    const aside = far > 0.1 ? point.map((t, c) => (t - mean[c]) / far) : [Math.SQRT1_2, Math.SQRT1_2];
    word(panel, named("x̃"), point.map((t, c) => t + 0.16 * aside[c]), color.truth, 15);
    word(panel, named("mean"), mean.map((t, c) => t - 0.24 * aside[c]), color.truth, 15);
    let likely = 0, within = 0; // how many of the likeliest pieces hold 95%
    for (const each of p.slice().sort((a, b) => b - a)) if ((within += each) < 0.95) likely += 1;
    return words("guess", {
      curve: named(curve), sigma: general(sigma), likely: Math.round((100 * likely) / p.length),
      x: point[0].toFixed(2), y: point[1].toFixed(2), a: mean[0].toFixed(2), b: mean[1].toFixed(2),
    });
  },
});
