// The field at every noise level: learned, exact, and the error of a network that learns before the reader's eyes.
import { pairs } from "../corruption.js";
import { across, bestOf, curveNamed, denseOf, fieldOf } from "../living/exact.js";
import { progress } from "../living/learner.js";
import { define } from "../living/table.js";
import { general, named, words } from "../living/words.js";
import { axes, curveLine } from "../plot.js";
import { field } from "../scene.js";

/** How far apart points are from their partners, on average. */
function apartOnAverage(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 2) sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
  return sum / (a.length / 2);
}

define("field", {
  controls: { curve: { value: "spiral" }, sigma: {}, shown: {}, seed: {} },
  draw(view, { curve, sigma, shown, seed }) {
    const { color, panels: [panel] } = view, training = view.learned(curve, seed), { net } = training;
    const what = net ? shown : "exact";
    panel.hills(denseOf(curve, sigma));
    axes(panel, color.quiet);
    curveLine(panel, curveNamed(curve), color.truth, 1.5);
    const name = field(panel, { net, sigma, ...fieldOf(curve, sigma, across(panel)) }, what, color);
    panel.key([[{ exact: "truth" }[what] ?? what, name.replace(what, named(what))]]);
    const learning = progress(view, curve, training);
    return training.done ? () => {
      const { xNoisy } = pairs(curveNamed(curve), [sigma, sigma], 1000, 0)(), sent = net.at(sigma).map(xNoisy);
      const [length, off] = [xNoisy, bestOf(curve, sigma).map(xNoisy)].map((x) => apartOnAverage(sent, x).toFixed(3));
      return words("field", { curve: named(curve), sigma: general(sigma), shown: named(shown), length, off });
    } : learning;
  },
});
