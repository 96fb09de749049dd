// Training: show the network a noisy point, ask for the clean one, correct it; as dae_helpers.training.
import { pairs, seeded } from "./corruption.js";
import { kernels } from "./kernels.js";
import { count, forward, initialize, layersOf } from "./network.js";
import { PosteriorMean, judge } from "./oracle.js";

/** A training of a network on a curve: at one noise level σ, or at all of a range [low, high]. */
export class Training {
  constructor(curve, sigma, { nSteps, hidden, batch = 2048, seed = 0, plain = false }) {
    const ranged = Array.isArray(sigma), sizes = [ranged ? 3 : 2, ...hidden, 2], n = count(sizes);
    const widest = Math.max(...sizes), inner = sizes.reduce((a, b) => a + b);
    const room = kernels(4 * n + 2 * batch * (inner + widest) + batch + 5 * widest ** 2 + 1000, plain);
    const array = (length) => room.array(length), each = () => sizes.map((size) => array(batch * size));
    Object.assign(this, { room, sizes, batch, nSteps, done: 0, a: each(), slope: each() });
    [this.weights, this.gradient, this.mean, this.square] = [array(n), array(n), array(n), array(n)];
    this.spare = Array.from({ length: 4 }, () => array(widest ** 2));
    [this.error, this.back] = [array(batch * widest), array(batch * widest)];
    [this.transposed, this.zeros, this.ones] = [array(widest ** 2), array(widest), array(batch).fill(1)];
    this.layers = layersOf(sizes, this.weights);
    [this.gradients, this.means, this.squares] = [this.gradient, this.mean, this.square].map((each) => layersOf(sizes, each));
    initialize(this.layers, seeded(seed));
    this.draw = pairs(curve, ranged ? sigma : [sigma, sigma], batch, seed + 0x9e3779b9);
  }

  /**
   * One step, on a quarter of a batch in the first half of them; returns the loss, E‖r(x̃) − x‖²/σ².
   * Source: Vincent (2011), eq. 11; Smith et al. (2018).
   */
  step() {
    const { a, error, layers, sizes: [inputs] } = this;
    const share = this.done < 4 * Math.floor(this.nSteps / 8) ? 1 / 4 : 1;
    const { x, xNoisy, level } = this.draw(Math.ceil(share * this.batch)), n = (this.n = level.length);
    for (let k = 0, i = 0; k < n; k++) {
      a[0][i++] = xNoisy[2 * k];
      a[0][i++] = xNoisy[2 * k + 1];
      if (inputs === 3) a[0][i++] = Math.log(level[k]) / 4;
    }
    const arrows = forward(this.room, layers, a, this.slope, n);
    let loss = 0;
    for (let i = 0; i < 2 * n; i++) {
      const sigma = level[i >> 1], scale = inputs === 3 ? sigma : 1;
      const gap = (xNoisy[i] + scale * arrows[i] - x[i]) / sigma;
      loss += gap * gap;
      error[i] = (2 * gap * scale) / (sigma * n);
    }
    for (let l = layers.length - 1; l >= 0; l--) this.backward(l);
    this.descend();
    return loss / n;
  }

  /** From the error at layer l's output: the gradient of its weights, and the error at its input. */
  backward(l) {
    const { n, a, slope, error, back, transposed, zeros, ones } = this, { product, times } = this.room;
    const { nIn, nOut, w } = this.layers[l], gradient = this.gradients[l];
    product(gradient.w, a[l], 1, nIn, error, zeros, nIn, nOut, n);
    product(gradient.b, ones, 0, 1, error, zeros, 1, nOut, n);
    if (l === 0) return;
    for (let i = 0; i < nIn; i++) for (let o = 0; o < nOut; o++) transposed[o * nIn + i] = w[i * nOut + o];
    product(back, error, nOut, 1, transposed, zeros, n, nIn, nOut);
    times(back, slope[l], n * nIn);
    [this.error, this.back] = [back, error];
  }

  /** The matrices between hidden layers by Muon, all else by Adam; the rates rise in 10 steps, then fall along a cosine. */
  descend() {
    const { layers, gradients, means, squares, nSteps } = this, step = ++this.done;
    const height = (Math.min(1, step / 10) * (1 + Math.cos((Math.PI * step) / nSteps))) / 2;
    layers.forEach(({ nIn, nOut, w, b }, l) => {
      const [g, mean, square] = [gradients[l], means[l], squares[l]];
      if (0 < l && l < layers.length - 1) this.muon(nIn, nOut, w, g.w, mean.w, Math.min(0.12, 2 / Math.sqrt(nSteps)) * height);
      else adam(w, g.w, mean.w, square.w, 0.015 * height, step);
      adam(b, g.b, mean.b, square.b, 0.015 * height, step);
    });
  }

  /** A step along the directions of the mean gradient, all of them equally long. Source: Jordan et al. (2024). */
  muon(nIn, nOut, w, g, mean, rate) {
    const { room: { product }, zeros, spare } = this, n = w.length;
    let [x, next, a, b] = spare, size = 0;
    for (let i = 0; i < n; i++) {
      mean[i] += 0.1 * (g[i] - mean[i]);
      x[i] = g[i] + 0.9 * (mean[i] - g[i]);
      size += x[i] * x[i];
    }
    for (let i = 0; i < n; i++) x[i] /= Math.sqrt(size) + 1e-12;
    for (let k = 0; k < 3; k++) { // x ← x·(3.4445 − 4.7750a + 2.0315a²) with a = xᵀx takes the singular values to 1
      product(a, x, 1, nOut, x, zeros, nOut, nOut, nIn);
      product(b, a, nOut, 1, a, zeros, nOut, nOut, nOut);
      for (let i = 0; i < nOut * nOut; i++) b[i] = 2.0315 * b[i] - 4.775 * a[i] + (i % (nOut + 1) ? 0 : 3.4445);
      product(next, x, nOut, 1, b, zeros, nIn, nOut, nOut);
      [x, next] = [next, x];
    }
    for (let i = 0; i < n; i++) w[i] -= rate * x[i];
  }
}

/** A step by Adam. Source: Kingma & Ba (2015). */
function adam(w, g, mean, square, rate, step) {
  const size = rate / (1 - 0.9 ** step), unbias = 1 / (1 - 0.99 ** step);
  for (let i = 0; i < w.length; i++) {
    mean[i] += 0.1 * (g[i] - mean[i]);
    square[i] += 0.01 * (g[i] * g[i] - square[i]);
    w[i] -= (size * mean[i]) / (Math.sqrt(square[i] * unbias) + 1e-8);
  }
}

/** What a network for one noise level needs; and for every one of the page's sliders: a fifth beyond their ends, where it would be worst. */
export const ONE = { nSteps: 300, hidden: [64, 48, 48, 48] };
export const EVERY = { range: [0.02 / 1.2, 0.5 * 1.2], nSteps: 600, hidden: [128, 64, 64, 64] };

const FRAMES = 56; // of a training's film, closer together at first, while most happens

/** Train, yielding {step, loss} after each step; with {weights}, a copy, at the steps that the film keeps. First {sizes, floor}. */
export function* steps(curve, sigma, options) {
  const training = new Training(curve, sigma, options), { nSteps, sizes, weights } = training;
  const film = new Set(Array.from({ length: FRAMES }, (_, k) => Math.round(nSteps ** (k / (FRAMES - 1)))));
  yield { step: 0, sizes, floor: floor(curve, sigma), weights: Float32Array.from(weights) };
  for (let step = 1; step <= nSteps; step++) {
    const loss = training.step();
    yield film.has(step) ? { step, loss, weights: Float32Array.from(weights) } : { step, loss };
  }
}

/** The least loss that any map can have: MMSE/σ², or its mean over the noise levels of a range. */
export function floor(curve, sigma) {
  const [low, high] = Array.isArray(sigma) ? sigma : [sigma, sigma], n = low < high ? 12 : 1;
  const levels = Array.from({ length: n }, (_, k) => low * (high / low) ** ((k + 0.5) / n));
  return levels.reduce((sum, s) => sum + judge(new PosteriorMean(curve, s), Math.ceil(4096 / n)).mmse / s ** 2, 0) / n;
}
