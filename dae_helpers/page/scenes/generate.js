// New points: noise that falls onto the curve, step by step, by what a network has learned (annealed Langevin dynamics).
import { curveNamed, denseOf } from "../living/exact.js";
import { progress } from "../living/learner.js";
import { define } from "../living/table.js";
import { SIGMAS, annealed } from "../living/walks.js";
import { named, words } from "../living/words.js";
import { axes, dots } from "../plot.js";
import { median, nearest } from "../sampling.js";

const STEPS = 10; // at each level

define("generate", {
  controls({ sigmas = SIGMAS }) {
    const high = STEPS * sigmas.length;
    return { step: { high, value: high }, curve: { value: "spiral" }, seed: {} };
  },
  draw(view, { step: asked, curve, seed, sigmas = SIGMAS, points: n = 1000 }) {
    const { color, panels: [panel] } = view, training = view.learned(curve, seed);
    const learning = progress(view, curve, training);
    training.generate ??= annealed((sigma) => training.net.at(sigma), sigmas, STEPS, n, seed);
    const { step, points, sigma } = training.generate(asked, training.done);
    if (training.done && step < asked) view.redraw();
    panel.hills(denseOf(curve, sigma));
    axes(panel, color.quiet);
    dots(panel, points, color.noisy, 2.2);
    return training.done ? () => {
      const far = median(nearest(points, curveNamed(curve)).distances);
      const level = sigma.toFixed(3), last = STEPS * sigmas.length;
      return words("generate", { step, last, sigma: level, far: far.toFixed(3), curve: named(curve) });
    } : learning;
  },
});
