// Corruption: fresh noisy points for each step of a training, evenly spread; as dae_helpers.corruption.
import { pointAt } from "./curves.js";

/** Reproducible random numbers in [0, 1): Mulberry32. */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Endless evenly spread points of the unit cube in 4 dimensions. Source: Sobol' (1967); Joe & Kuo (2008). */
export function sobol(random) {
  // Bit i of the index flips the bits directions[d][i] of coordinate d; in each, m are the first few.
  const directions = [[1], [1], [1, 3], [1, 3, 1]].map((m, d) => {
    const v = new Uint32Array(32), taps = [0, 0, 1, 1][d]; // of a primitive polynomial of degree d
    for (let i = 0; i < 32; i++) {
      if (d === 0) v[i] = 2 ** (31 - i);
      else if (i < d) v[i] = m[i] * 2 ** (31 - i);
      else {
        v[i] = v[i - d] ^ (v[i - d] >>> d);
        for (let k = 1; k < d; k++) if ((taps >> (d - 1 - k)) & 1) v[i] ^= v[i - k];
      }
    }
    return v;
  });
  const place = directions.map(() => (random() * 2 ** 32) >>> 0); // a random shift, of the bits
  let index = 0;
  return (out) => {
    for (let d = 0; d < 4; d++) out[d] = (place[d] + 0.5) / 2 ** 32;
    const lowest = 31 - Math.clz32(~index & (index + 1)); // zero bit of the index: Gray's order
    for (let d = 0; d < 4; d++) place[d] = (place[d] ^ directions[d][lowest]) >>> 0;
    index++;
  };
}

const MIDDLE = [2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3,
  -4.17768164e-3, 0.246640727, 1.50140941];
const TAIL = [-2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3,
  9.43887047e-3, 1.00167406, 2.83297682];

/** The standard normal's quantile of u in (0, 1). Source: Giles (2010), single precision. */
export function quantile(u) {
  const x = 2 * u - 1, w = -Math.log((1 - x) * (1 + x));
  const horner = (terms, t) => terms.reduce((sum, term) => sum * t + term);
  return Math.SQRT2 * x * (w < 5 ? horner(MIDDLE, w - 2.5) : horner(TAIL, Math.sqrt(w) - 3));
}

/** draw(n): the next batch of n clean points x, noisy points xNoisy, and levels, uniform in log σ; n is at most `most`. */
export function pairs(curve, [low, high], most, seed) {
  const draw = sobol(seeded(seed)), u = new Float64Array(4);
  const x = new Float64Array(2 * most), xNoisy = new Float64Array(2 * most), level = new Float64Array(most);
  return (n = most) => {
    for (let k = 0; k < n; k++) {
      draw(u);
      level[k] = low * (high / low) ** u[3];
      pointAt(curve, u[0], x, 2 * k);
      for (let c = 0; c < 2; c++) xNoisy[2 * k + c] = x[2 * k + c] + level[k] * quantile(u[1 + c]);
    }
    return { x: x.subarray(0, 2 * n), xNoisy: xNoisy.subarray(0, 2 * n), level: level.subarray(0, n) };
  };
}
