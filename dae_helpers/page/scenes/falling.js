// Annealed Langevin dynamics: points that fall onto a curve, down the noise levels, by the learned and by the exact arrows.
import { bestOf, curveNamed, denseOf, recent } from "../living/exact.js";
import { progress } from "../living/learner.js";
import { define } from "../living/table.js";
import { SIGMAS, annealed } from "../living/walks.js";
import { general, named, words } from "../living/words.js";
import { axes, curveLine, dots } from "../plot.js";
import { median, nearest } from "../sampling.js";

const STEPS = 20, STRETCHES = 20; // steps at each level; equal parts of the curve
const exact = recent((curve, seed, n, ...sigmas) => annealed((sigma) => bestOf(curve, sigma), sigmas, STEPS, n, seed), 2);

function told(title, points, curve) {
  const { distances, fractions } = nearest(points, curveNamed(curve)), counts = Array(STRETCHES).fill(0);
  for (const t of fractions) counts[Math.floor(STRETCHES * t)] += 1;
  return words("falling told", {
    title: named(title), curve: named(curve), far: median(distances).toFixed(3),
    least: Math.min(...counts), most: Math.max(...counts),
  });
}

define("falling", {
  sheets: [{ title: "learned arrows" }, { title: "exact arrows" }],
  controls({ sigmas = SIGMAS }) {
    const high = STEPS * sigmas.length;
    return { step: { high, value: high, step: 4 }, curve: { value: "spiral" }, seed: {} };
  },
  draw(view, { step: asked, curve, seed, sigmas = SIGMAS, points: n = 1000 }) {
    const training = view.learned(curve, seed), { done } = training, learning = progress(view, curve, training);
    training.falling ??= annealed((sigma) => training.net.at(sigma), sigmas, STEPS, n, seed);
    const both = [training.falling, exact(curve, seed, n, ...sigmas)];
    const step = Math.min(...both.map((walk) => walk(asked, done).step)), walks = both.map((walk) => walk(step, done));
    if (done && step < asked) view.redraw();
    view.panels.forEach((panel, k) => {
      panel.hills(denseOf(curve, walks[k].sigma));
      axes(panel, view.color.quiet);
      curveLine(panel, curveNamed(curve), view.color.truth, 1);
      dots(panel, walks[k].points, view.color.noisy, 2);
    });
    return done ? () => words("falling", {
      step, last: STEPS * sigmas.length, sigma: walks[0].sigma.toFixed(3), even: general(n / STRETCHES),
      told: ["learned", "exact"].map((title, k) => told(title, walks[k].points, curve)).join("; "),
    }) : learning;
  },
});
