// Tweedie's formula as a picture: nodes pull at a noisy point; their pulls add up to the arrow uphill.
import { density } from "../density.js";
import { recent } from "../living/exact.js";
import { define } from "../living/table.js";
import { general, named, words } from "../living/words.js";
import { PosteriorMean } from "../oracle.js";
import { arrows, axes, dots, strokes, word } from "../plot.js";

const FIVE = [[-1, -0.5], [-0.6, 0.55], [0.1, 0.95], [0.8, 0.5], [1, -0.4]];
const dense = recent((sigma, ...nodes) => density({ nodes }, sigma), 4);

/** The slope of log p_σ, by central differences of size h. */
const slope = (best, [a, b], h = 1e-4) =>
  [[h, 0], [0, h]].map(([u, v]) => (best.posterior(a + u, b + v)[3] - best.posterior(a - u, b - v)[3]) / (2 * h));

define("tweedie", {
  controls: { sigma: { low: 0.1, high: 1, value: 0.4 }, point: { value: [0.1, 0.2] } },
  draw({ color, panels: [panel] }, { sigma, point, nodes = FIVE }) {
    const best = new PosteriorMean({ nodes }, sigma), mean = best.posterior(...point).slice(0, 2), [a, b] = point;
    panel.hills(dense(sigma, ...nodes));
    axes(panel, color.quiet);
    nodes.forEach(([u, v], k) => {
      const share = best.p[k];
      strokes(panel, [a, b, u, v], color.clean, 0.9);
      strokes(panel, [a, b, a + share * (u - a), b + share * (v - b)], color.clean, 6);
      if (share > 0.005) word(panel, `${(100 * share).toFixed(0)}%`, [1.17 * u, 1.17 * v], color.truth, 14);
    });
    dots(panel, nodes.flat(), color.clean, 6);
    arrows(panel, point, mean, [1], color.truth, 2.5);
    dots(panel, point, color.noisy, 9, color.paper);
    word(panel, named("x̃"), [a, b - 0.17], color.truth, 15);
    const told = ([u, v]) => `(${u.toFixed(3)}, ${v.toFixed(3)})`, uphill = slope(best, point).map((t) => sigma ** 2 * t);
    return words("tweedie", { arrow: told([mean[0] - a, mean[1] - b]), sigma: general(sigma), uphill: told(uphill) });
  },
});
