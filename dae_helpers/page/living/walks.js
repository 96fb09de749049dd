// Walks down the noise levels, a little at each frame, so that the hand is never held up.
import { seeded } from "../corruption.js";
import { schedule, walk } from "../sampling.js";
import { calm } from "../telling.js";

export const SIGMAS = schedule(0.5, 0.02, 12);
const still = { map: (points) => points };

/**
 * An annealed Langevin walk of n normal points, so many steps at each level: a function of the step asked for, which takes some
 * more steps if the denoiser is ready, and returns what is to be seen: {step, points, sigma}.
 * at(σ): the denoiser. Source: Song & Ermon (2019), algorithm 1.
 */
export function annealed(at, sigmas, steps, n, seed, alpha = 0.2) {
  const random = seeded(seed), start = new Float64Array(2 * n), visited = [start], last = steps * sigmas.length;
  const sigmaOf = (step) => sigmas[Math.floor(Math.max(step - 1, 0) / steps)];
  walk(start, still, 1, 0.5, random); // with the noise √(2·½)·1
  return (asked, ready = true) => {
    for (const until = performance.now() + 8; ready && visited.length <= last && performance.now() < until; ) {
      const points = visited.at(-1).slice(), sigma = sigmaOf(visited.length);
      walk(points, at(sigma), sigma, alpha, random);
      visited.push(points);
    }
    const step = calm.matches && visited.length <= last ? 0 : Math.min(asked, visited.length - 1);
    return { step, points: visited[step], sigma: sigmaOf(step) };
  };
}
