// Only n clean points: the arrows of the truth, of the exact minimiser of the training loss, and of a network.
import { seeded } from "../corruption.js";
import { bestOf, denseOf, recent } from "../living/exact.js";
import { progress } from "../living/learner.js";
import { define } from "../living/table.js";
import { general, words } from "../living/words.js";
import { PosteriorMean, excessRisk, judge } from "../oracle.js";
import { arrows, axes, dots, grid } from "../plot.js";
import { ONE } from "../training.js";

const WINDOW = [0.4, 1]; // a stretch of the circle, seen from close by
const OWN = Array.from({ length: 1000 }, seeded(4)).map((t) => [Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)]);

const few = recent((sigma, ...nodes) => new PosteriorMean({ nodes }, sigma), 8);
const judgeOf = recent((sigma) => judge(bestOf("circle", sigma), 6000));

/** The places of the window where noisy points are not rare, [x0, y0, x1, …]. */
const common = recent((sigma) => {
  const places = grid(23, ...WINDOW), best = bestOf("circle", sigma);
  const dense = places.map((_, i) => (i % 2 ? 0 : Math.exp(best.posterior(places[i], places[i + 1])[3]))), most = Math.max(...dense);
  return places.filter((_, i) => dense[i - (i % 2)] > most / 30);
});

define("few_points", {
  sheets: ["true", "minimiser", "network"].map((title) => ({ window: WINDOW, title })),
  controls: { n: {} },
  draw(view, { n, points = OWN, sigma = 0.02 }) {
    const nodes = points.slice(0, n), best = bestOf("circle", sigma), minimiser = few(sigma, ...nodes), tails = common(sigma);
    const name = words("training points", { n });
    const training = view.learned(name, 0, () => [{ nodes }, sigma, ONE]), { net } = training, { truth, learned } = view.color;
    view.panels.forEach((panel, k) => {
      panel.hills(denseOf("circle", sigma));
      axes(panel, view.color.quiet, [0.5, 0.7]);
      const map = [best, minimiser, net][k];
      if (map) arrows(panel, tails, map.map(tails), tails.map(() => 1), k === 2 ? learned : truth);
      if (k > 0) dots(panel, nodes.flat(), view.color.clean, 5, view.color.paper);
    });
    const learning = progress(view, name, training);
    const risk = (map) => (100 * excessRisk(map, judgeOf(sigma))).toFixed(0);
    const risks = () => ({ minimiser: risk(minimiser), network: risk(net) });
    return training.done ? () => words("few_points", { n, sigma: general(sigma), ...risks() }) : learning;
  },
});
