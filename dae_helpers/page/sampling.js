// Sampling: points that walk along the arrows; as dae_helpers.sampling.

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
