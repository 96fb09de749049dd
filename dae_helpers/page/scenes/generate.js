// New points: noise that falls onto the curve, step by step, by what a network has learned (annealed Langevin dynamics).
import { curveNamed } from "../living/exact.js";
import { define } from "../living/table.js";
import { fall, falls } from "../living/walks.js";
import { words } from "../living/words.js";
import { median, nearest } from "../sampling.js";

const STEPS = 10; // at each level

define("generate", {
  controls: falls(STEPS, 2),
  draw: (view, settings) => fall(view, settings, STEPS, ([points], told) => {
    const far = median(nearest(points, curveNamed(settings.curve)).distances);
    return words("generate", { ...told, far: far.toFixed(3) });
  }),
});
