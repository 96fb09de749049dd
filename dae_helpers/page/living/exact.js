// What is exact, kept for when it is asked for again, as by a slider that comes back; curves by their names.
import { density } from "../density.js";
import { PRESETS } from "../drawing.js";
import { PosteriorMean } from "../oracle.js";
import { exactField } from "../scene.js";

export function recent(make, most = 24) {
  const kept = new Map();
  return (...asked) => {
    const key = asked.join();
    if (!kept.has(key)) kept.set(key, make(...asked));
    if (kept.size > most) kept.delete(kept.keys().next().value);
    return kept.get(key);
  };
}

export const curveNamed = recent((name) => PRESETS[name]());
export const bestOf = recent((name, sigma) => new PosteriorMean(curveNamed(name), sigma));
export const denseOf = recent((name, sigma) => density(curveNamed(name), sigma));
export const fieldOf = recent((name, sigma, n) => exactField(bestOf(name, sigma), denseOf(name, sigma), n));

/** How many arrows to a side a panel has room for. */
export const across = ({ ctx }) => (ctx.canvas.clientWidth < 400 ? 13 : 17);
