// Sampling: points that walk along the arrows; as dae_helpers.sampling.
import { pointAt } from "./curves.js";

/**
 * One step of walking points, in place: x ← x + α(r(x) − x) + √(2α)·σ·z with z ~ N(0, I); σ = 0 for none
 * of the noise. Returns the longest way that a coordinate went. Source: Song & Ermon (2019), eq. 4.
 */
export function walk(points, r, sigma, alpha = 0.2, random = Math.random) {
  const ahead = r.map(points), spread = Math.sqrt(2 * alpha) * sigma;
  let longest = 0;
  for (let k = 0; k < points.length; k += 2) {
    const radius = spread && spread * Math.sqrt(-2 * Math.log(1 - random())), angle = 2 * Math.PI * random();
    const dx = alpha * (ahead[k] - points[k]) + radius * Math.cos(angle);
    const dy = alpha * (ahead[k + 1] - points[k + 1]) + radius * Math.sin(angle);
    longest = Math.max(longest, Math.abs(dx), Math.abs(dy));
    points[k] += dx;
    points[k + 1] += dy;
  }
  return longest;
}

/** Arrows of no length: by these a walk is noise alone. */
export const still = { map: (points) => points };

/** A noise schedule: n levels from high down to low, each the same ratio below the one before. */
export const schedule = (high, low, n) => Array.from({ length: n }, (_, k) => high * (low / high) ** (k / (n - 1)));

const PLACES = 4096;

/** How far points are from the nearest of PLACES of a curve, and where it is: the fractions of the arc length. */
export function nearest(points, curve) {
  const places = new Float64Array(2 * PLACES), n = points.length / 2;
  const distances = new Float64Array(n), fractions = new Float64Array(n);
  for (let k = 0; k < PLACES; k++) pointAt(curve, (k + 0.5) / PLACES, places, 2 * k);
  for (let i = 0; i < n; i++) {
    let best = 0, least = Infinity;
    for (let k = 0; k < PLACES; k++) {
      const square = (points[2 * i] - places[2 * k]) ** 2 + (points[2 * i + 1] - places[2 * k + 1]) ** 2;
      if (square < least) [best, least] = [k, square];
    }
    [distances[i], fractions[i]] = [Math.sqrt(least), (best + 0.5) / PLACES];
  }
  return { distances, fractions };
}

/** The median, as torch takes it: the lower one of two in the middle. */
export const median = (values) => values.slice().sort()[(values.length - 1) >> 1];
