// Draw a curve of your own, and see it blurred.
import { density } from "../density.js";
import { PRESETS, read } from "../drawing.js";
import { pairsOf } from "../living/inputs.js";
import { recent } from "../living/exact.js";
import { define } from "../living/table.js";
import { named, words } from "../living/words.js";
import { axes, curveLine, dots } from "../plot.js";

const SIGMA = 0.1; // of the hills behind the curve
const curveOf = recent((points, closed) => read(`${points} ${closed ? "closed=True" : ""}`));
const denseBehind = recent((points, closed) => density(curveOf(points, closed), SIGMA));

define("pad", {
  controls: { points: { value: pairsOf(PRESETS.heart().knots) }, closed: {} },
  draw({ color, panels: [panel] }, { points, closed }) {
    axes(panel, color.quiet);
    try {
      const curve = curveOf(points, closed), { knots, length } = curve;
      panel.hills(denseBehind(points, closed));
      curveLine(panel, curve, color.truth, 1.5);
      dots(panel, knots.flat(), color.clean, 3);
      const name = Object.keys(PRESETS).find((name) => pairsOf(PRESETS[name]().knots ?? []) === points) ?? "drawing";
      return words(curve.closed ? "pad closed" : "pad open", { name: named(name), length: length.toFixed(2), n: knots.length });
    } catch (error) {
      return words("no curve", { wrong: error.message });
    }
  },
});
