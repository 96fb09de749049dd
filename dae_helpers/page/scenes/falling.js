// Annealed Langevin dynamics: points that fall onto a curve, down the noise levels, by the learned and by the exact arrows.
import { curveNamed } from "../living/exact.js";
import { define } from "../living/table.js";
import { fall, falls } from "../living/walks.js";
import { general, named, words } from "../living/words.js";
import { curveLine } from "../plot.js";
import { median, nearest } from "../sampling.js";

const STEPS = 20, STRETCHES = 20; // steps at each level; equal parts of the curve
const INNER = 0.335, THEN = 0.15; // the spiral's first turn, as a part of its length; the level at rest, where points find their arm
const known = new WeakMap();

/** Which of the points that end there, [x0, y0, …], end beyond the spiral's first turn. */
function outside(end, curve) {
  if (!known.has(end)) known.set(end, nearest(end, curveNamed(curve)).fractions.map((t) => t > INNER));
  return known.get(end);
}

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
  controls: falls(STEPS, 4, THEN),
  draw(view, settings) {
    for (const panel of view.panels) curveLine(panel, curveNamed(settings.curve), view.color.truth, 1);
    return fall(view, settings, STEPS, (clouds, told) => words("falling", {
      ...told, even: general(clouds[0].length / 2 / STRETCHES),
      told: ["learned", "exact"].map((title, k) => tell(title, clouds[k], settings.curve)).join("; "),
    }), (end) => outside(end, settings.curve));
  },
});
