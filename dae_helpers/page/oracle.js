// The exact answer: E[x | x̃] for x uniform on a curve and x̃ = x + σ·ε; as dae_helpers.oracle.
import { pairs } from "./corruption.js";
import { SEGMENTS, pointAt } from "./curves.js";
import { kernels } from "./kernels.js";

// Gauss and Legendre's eight nodes in [−1, 1], and their weights
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
const GAUSS = NODES.flatMap((t, i) => [[-t, WEIGHTS[i]], [t, WEIGHTS[i]]]).sort((a, b) => a[0] - b[0]);

/** Nodes x, y along a curve, and weights w, for averages of exp(−‖x̃ − x‖²/2σ²); or its own nodes, all equally likely. */
function quadrature(curve, sigma) {
  if (curve.nodes) {
    const [x, y] = [0, 1].map((c) => Float64Array.from(curve.nodes, (node) => node[c]));
    return { x, y, w: x.map(() => 1 / x.length) };
  }
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

const LOAD = 1024; // points at a time
let room = { nodes: 0 }; // one for all curves and noise levels; larger for more nodes

function roomFor(m, plain) {
  if (room.nodes < m || room.plain !== plain) {
    const part = kernels(3 * m + 4 * LOAD + 100, plain), { array } = part;
    const [x, y, logw, points, out] = [m, m, m, 2 * LOAD, 2 * LOAD].map(array);
    room = { ...part, nodes: m, plain, x, y, logw, points, out };
  }
  return room;
}

/** The map r*(x̃) = E[x | x̃] for x uniform on a curve, or one of its nodes. */
export class PosteriorMean {
  constructor(curve, sigma, plain = false) {
    const { x, y, w } = quadrature(curve, sigma);
    Object.assign(this, { curve, sigma, plain, x, y, w, logw: w.map(Math.log), p: new Float64Array(w.length) });
  }

  /** r*(x̃) of points [x0, y0, x1, …]. */
  map(points) {
    const { x, y, logw, sigma } = this, m = 4 * Math.ceil(x.length / 4), room = roomFor(m, this.plain);
    const out = new Float64Array(points.length);
    room.x.set(x);
    room.y.set(y);
    room.logw.fill(-1e9).set(logw); // what fills it up to a multiple of four has no weight
    for (let k = 0; k < points.length; k += 2 * LOAD) {
      const some = points.slice(k, k + 2 * LOAD);
      room.points.set(some);
      room.means(room.out, room.points, some.length / 2, room.x, room.y, room.logw, m, 1 / (2 * sigma ** 2));
      out.set(room.out.subarray(0, some.length), k);
    }
    return out;
  }

  /** Fills p with p(x | x̃) of each node, for x̃ = (a, b); returns E[x | x̃], tr Cov(x | x̃) and log p_σ(x̃). */
  posterior(a, b) {
    const { x, y, logw, p, sigma } = this;
    // p(x | x̃) ∝ w·exp(−‖x̃ − x‖²/2σ²)
    let most = -Infinity, all = 0, mx = 0, my = 0, square = 0;
    for (let j = 0; j < p.length; j++) {
      p[j] = logw[j] - ((a - x[j]) ** 2 + (b - y[j]) ** 2) / (2 * sigma ** 2);
      most = Math.max(most, p[j]);
    }
    for (let j = 0; j < p.length; j++) all += p[j] = Math.exp(p[j] - most);
    for (let j = 0; j < p.length; j++) {
      p[j] /= all;
      mx += p[j] * x[j];
      my += p[j] * y[j];
      square += p[j] * (x[j] ** 2 + y[j] ** 2);
    }
    return [mx, my, square - mx ** 2 - my ** 2, most + Math.log(all / (2 * Math.PI * sigma ** 2))];
  }
}

/** The exact answers at n noisy points, by which maps are judged: {xNoisy, exact, mmse}. */
export function judge(best, n = 2048) {
  const { xNoisy } = pairs(best.curve, [best.sigma, best.sigma], n, 1)(), exact = new Float64Array(2 * n);
  let mmse = 0;
  for (let k = 0; k < 2 * n; k += 2) {
    const [mx, my, variance] = best.posterior(xNoisy[k], xNoisy[k + 1]);
    exact.set([mx, my], k);
    mmse += variance / n;
  }
  return { xNoisy, exact, mmse };
}

/** E‖r − r*‖² / MMSE: 0 is perfect, 0.01 is 1% above the least error. */
export function excessRisk(r, { xNoisy, exact, mmse }) {
  const gaps = r.map(xNoisy).reduce((sum, v, i) => sum + (v - exact[i]) ** 2, 0);
  return gaps / (exact.length / 2) / mmse;
}
