// The field at every noise level: learned, exact, and the error of a network that learns before the reader's eyes.
import { across, curveNamed, denseOf, fieldOf, judgeOf } from "../living/exact.js";
import { progress } from "../living/learner.js";
import { define } from "../living/table.js";
import { about, general, named, words } from "../living/words.js";
import { axes, curveLine } from "../plot.js";
import { field } from "../scene.js";

/** The learned arrows' mean length at noisy points, and the excess risk E‖r − r*‖² / MMSE. */
export function measured(r, { xNoisy, exact, mmse }) {
  const sent = r.map(xNoisy), n = sent.length / 2;
  let length = 0, gaps = 0;
  for (let i = 0; i < 2 * n; i += 2) {
    length += Math.hypot(sent[i] - xNoisy[i], sent[i + 1] - xNoisy[i + 1]) / n;
    gaps += ((sent[i] - exact[i]) ** 2 + (sent[i + 1] - exact[i + 1]) ** 2) / n;
  }
  return { length, excess: gaps / mmse };
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
      const { length, excess } = measured(net.at(sigma), judgeOf(curve, sigma));
      return words("field", { curve: named(curve), sigma: general(sigma), shown: named(shown), length: length.toFixed(3), excess: about(excess) });
    } : learning;
  },
});
