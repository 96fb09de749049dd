// Annealed Langevin dynamics: points that fall onto a curve, down the noise levels, by the learned and by the exact arrows.
import { curveNamed } from "../living/exact.js";
import { define } from "../living/table.js";
import { fall, falls } from "../living/walks.js";
import { general, named, words } from "../living/words.js";
import { curveLine } from "../plot.js";
import { median, nearest } from "../sampling.js";

const STEPS = 20, STRETCHES = 20; // steps at each level; equal parts of the curve

function tell(title, points, curve) {
  const { distances, fractions } = nearest(points, curveNamed(curve)), counts = Array(STRETCHES).fill(0);
  for (const t of fractions) counts[Math.floor(STRETCHES * t)] += 1;
  return words("falling told", {
    title: named(title), curve: named(curve), far: median(distances).toFixed(3),
    least: Math.min(...counts), most: Math.max(...counts),
  });
}

define("falling", {
  sheets: [{ title: "learned arrows" }, { title: "exact arrows" }],
  controls: falls(STEPS, 4),
  draw(view, settings) {
    for (const panel of view.panels) curveLine(panel, curveNamed(settings.curve), view.color.truth, 1);
    return fall(view, settings, STEPS, (clouds, told) => words("falling", {
      ...told, even: general(clouds[0].length / 2 / STRETCHES),
      told: ["learned", "exact"].map((title, k) => tell(title, clouds[k], settings.curve)).join("; "),
    }));
  },
});
