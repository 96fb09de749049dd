// The exact answer: E[x | x̃] for x uniform on a curve and x̃ = x + σ·ε; as dae_helpers.oracle.
import { pairs } from "./corruption.js";
import { SEGMENTS, pointAt } from "./curves.js";

// Gauss and Legendre's eight nodes in [−1, 1], and their weights
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
const GAUSS = NODES.flatMap((t, i) => [[-t, WEIGHTS[i]], [t, WEIGHTS[i]]]).sort((a, b) => a[0] - b[0]);

/** Nodes x, y along a curve, and weights w, for averages of exp(−‖x̃ − x‖²/2σ²). */
export function quadrature(curve, sigma) {
  const edges = panels(curve, sigma), n = GAUSS.length * (edges.length - 1), at = [0, 0];
  const x = new Float64Array(n), y = new Float64Array(n), w = new Float64Array(n);
  for (let k = 1, j = 0; k < edges.length; k++) {
    const half = (edges[k] - edges[k - 1]) / 2;
    for (const [t, weight] of GAUSS) {
      pointAt(curve, edges[k - 1] + half * (1 + t), at, 0);
      [x[j], y[j], w[j]] = [at[0], at[1], half * weight];
      j++;
    }
  }
  return { x, y, w };
}

/** Where the panels begin and end: at most 3σ long, and in bends, as far as σ/10 can tell, at most 0.3 rad. */
function panels({ length, closed, turning }, sigma) {
  const n = Math.ceil(Math.max(64, length / (3 * sigma))), tenths = (10 * length) / sigma;
  const edges = Array.from({ length: n + 1 }, (_, k) => k / n);
  for (let k = 0; k < n; k++) {
    const from = Math.round((k / n) * SEGMENTS), to = Math.round(((k + 1) / n) * SEGMENTS);
    if (turning[to] - turning[from] <= 0.3) continue;
    for (let i = from, next = 0.3 * Math.ceil(turning[from] / 0.3); i <= to; i++) {
      if (turning[i] < next) continue;
      edges.push(Math.min(1, Math.round((i / SEGMENTS) * tenths) / tenths));
      next = 0.3 * Math.ceil(turning[i] / 0.3 + 1e-9);
    }
  }
  // Far beyond an open end all of the posterior lies within a sliver there.
  if (!closed) for (let k = 1; k <= 12; k++) edges.push(0.5 ** k / n, 1 - 0.5 ** k / n);
  return Float64Array.from(edges).sort().filter((edge, k, all) => k === 0 || edge > all[k - 1]);
}

/** The map r*(x̃) = E[x | x̃]. */
export class PosteriorMean {
  constructor(curve, sigma) {
    Object.assign(this, { curve, sigma }, quadrature(curve, sigma));
    const { x, y, w } = this;
    this.offset = w.map((weight, j) => Math.log(weight) - (x[j] ** 2 + y[j] ** 2) / (2 * sigma ** 2));
    this.p = new Float64Array(x.length);
  }

  /** Fills p with the probability p(x | x̃) of each node, for x̃ = (a, b). */
  posterior(a, b) {
    // ∝ w·exp(−‖x̃ − x‖²/2σ²) ∝ exp(x̃·x/σ² + log w − ‖x‖²/2σ²)
    const { x, y, offset, p } = this, n = p.length, ax = a / this.sigma ** 2, ay = b / this.sigma ** 2;
    let most = -Infinity, sum = 0;
    for (let j = 0; j < n; j++) {
      const logit = ax * x[j] + ay * y[j] + offset[j];
      p[j] = logit;
      if (logit > most) most = logit;
    }
    for (let j = 0; j < n; j++) {
      const logit = p[j] - most;
      p[j] = logit < -25 ? 0 : Math.exp(logit); // what is left out is less than 1e-8 altogether
      sum += p[j];
    }
    for (let j = 0; j < n; j++) p[j] /= sum;
    return p;
  }

  /** r*(x̃) of points [x0, y0, x1, …]; if an array is given for it, tr Cov(x | x̃) into variance. */
  map(points, variance = null) {
    const { x, y, p } = this, out = new Float64Array(points.length);
    for (let k = 0; k < points.length; k += 2) {
      this.posterior(points[k], points[k + 1]);
      let mx = 0, my = 0, square = 0;
      for (let j = 0; j < p.length; j++) {
        if (p[j] === 0) continue;
        mx += p[j] * x[j];
        my += p[j] * y[j];
        square += p[j] * (x[j] * x[j] + y[j] * y[j]);
      }
      [out[k], out[k + 1]] = [mx, my];
      if (variance) variance[k / 2] = square - mx * mx - my * my;
    }
    return out;
  }
}

/** The exact answers at n noisy points, by which maps are judged: {xNoisy, exact, mmse}. */
export function judge(best, n = 2048) {
  const { xNoisy } = pairs(best.curve, [best.sigma, best.sigma], n, 1)(), variance = new Float64Array(n);
  const exact = best.map(xNoisy, variance);
  return { xNoisy, exact, mmse: variance.reduce((a, b) => a + b) / n };
}

/** E‖r − r*‖² / MMSE: 0 is perfect, 0.01 is 1% above the least error. */
export function excessRisk(r, { xNoisy, exact, mmse }) {
  const gaps = r.map(xNoisy).reduce((sum, v, i) => sum + (v - exact[i]) ** 2, 0);
  return gaps / (exact.length / 2) / mmse;
}
