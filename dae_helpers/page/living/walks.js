// Points that fall down the noise levels, a little at each frame, so that the hand is never held up.
import { seeded } from "../corruption.js";
import { axes, dots } from "../plot.js";
import { schedule, still, walk } from "../sampling.js";
import { calm } from "../telling.js";
import { bestOf, denseOf, recent } from "./exact.js";
import { progress } from "./learner.js";
import { named } from "./words.js";

const SIGMAS = schedule(0.5, 0.02, 12);

/**
 * An annealed Langevin walk of n normal points, so many steps at each level: a function of the step asked for, which takes some
 * more steps if the denoiser is ready, and returns what is to be seen: {step, points, sigma}, and where the points end, once known.
 * at(σ): the denoiser. Source: Song & Ermon (2019), algorithm 1.
 */
function annealed(at, sigmas, steps, n, seed, alpha = 0.2) {
  const random = seeded(seed), start = new Float64Array(2 * n), visited = [start], last = steps * sigmas.length;
  const sigmaOf = (step) => sigmas[Math.floor(Math.max(step - 1, 0) / steps)];
  walk(start, still, 1, 0.5, random); // with the noise √(2·½)·1
  return (asked, ready) => {
    for (const until = performance.now() + 8; ready && visited.length <= last && performance.now() < until; ) {
      const points = visited.at(-1).slice(), sigma = sigmaOf(visited.length);
      walk(points, at(sigma), sigma, alpha, random);
      visited.push(points);
    }
    const step = calm.matches && visited.length <= last ? 0 : Math.min(asked, visited.length - 1);
    return { step, points: visited[step], sigma: sigmaOf(step), end: visited[last] };
  };
}

const exact = recent((curve, seed, steps, n, ...sigmas) => annealed((sigma) => bestOf(curve, sigma), sigmas, steps, n, seed), 2);

/** The controls of points that fall: steps at each level, of which a play button shows each so manieth; at rest at this level. */
export const falls = (steps, step, level = 0) => ({ sigmas = SIGMAS }) => {
  const gaps = sigmas.map((sigma) => Math.abs(sigma - level)), value = steps * (1 + gaps.indexOf(Math.min(...gaps)));
  return { step: { high: steps * sigmas.length, value, step }, curve: { value: "spiral" }, seed: {} };
};

/**
 * Draws points that fall by what a network has learned, and where there is a second panel, by the exact arrows.
 * tell(clouds, {step, …}) is what is said of the points of each panel, [x0, y0, …], once the network has learned.
 * outside(end), if given, says from where the points end, as soon as this is known, which of them are drawn black.
 */
export function fall(view, { step: asked, curve, seed, sigmas = SIGMAS, points: n = 1000 }, steps, tell, outside) {
  const training = view.learned(curve, seed), { done } = training, last = steps * sigmas.length;
  const learning = progress(view, curve, training);
  training.walks ??= {};
  const learned = (training.walks[last] ??= annealed((sigma) => training.net.at(sigma), sigmas, steps, n, seed));
  const both = view.panels[1] ? [learned, exact(curve, seed, steps, n, ...sigmas)] : [learned];
  const step = Math.min(...both.map((walk) => walk(asked, done).step)), walks = both.map((walk) => walk(step, done));
  const [{ sigma }] = walks;
  if (done && (step < asked || (outside && !walks.every(({ end }) => end)))) view.redraw();
  view.panels.forEach((panel, k) => {
    panel.hills(denseOf(curve, sigma));
    axes(panel, view.color.quiet);
    const { points, end } = walks[k], black = outside && end ? outside(end) : [];
    for (const [color, which] of [["noisy", false], ["truth", true]])
      dots(panel, points.filter((_, i) => Boolean(black[i >> 1]) === which), view.color[color], 2.1);
  });
  const told = { step, last, sigma: sigma.toFixed(3), curve: named(curve) };
  return done ? () => tell(walks.map(({ points }) => points), told) : learning;
}
