// The network, as dae_helpers.models: waves first, then SiLU layers, then the arrow back to the curve.
import { kernels } from "./kernels.js";

/** How many weights a network of these sizes has, such as [2, 64, 48, 48, 48, 2]. */
export const count = (sizes) => sizes.slice(1).reduce((sum, size, l) => sum + size * (sizes[l] + 1), 0);

/** The layers as views of a network's weights: of each layer w, inputs × outputs by rows, and then b. */
export function layersOf(sizes, weights) {
  let at = 0;
  const take = (n) => weights.subarray(at, (at += n));
  return sizes.slice(1).map((nOut, l) => ({ nIn: sizes[l], nOut, w: take(sizes[l] * nOut), b: take(nOut) }));
}

/** Fresh weights: waves w ~ N(0, 2.5²) of any phase; in the other layers uniform within ±1/√inputs, and b = 0. */
export function initialize([waves, ...others], random) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  waves.w.forEach((_, i) => (waves.w[i] = 2.5 * normal()));
  waves.b.forEach((_, i) => (waves.b[i] = Math.PI * (2 * random() - 1)));
  for (const { nIn, w } of others) w.forEach((_, i) => (w[i] = (2 * random() - 1) / Math.sqrt(nIn)));
}

/** From the n inputs in a[0] to the arrows: layer l's output goes to a[l + 1], its derivative to slope[l + 1]. */
export function forward({ product, sine, silu }, layers, a, slope, n) {
  layers.forEach(({ nIn, nOut, w, b }, l) => {
    product(a[l + 1], a[l], nIn, 1, w, b, n, nOut, nIn);
    if (l + 1 < layers.length) (l === 0 ? sine : silu)(a[l + 1], slope[l + 1], n * nOut);
  });
  return a[layers.length];
}

const BLOCK = 512; // points at a time: what they need stays in the cache

/** A network as a map: r(x̃) = x̃ + f(x̃); or, if it has three inputs, r(x̃, σ) = x̃ + σ·f(x̃, log σ / 4). */
export class Denoiser {
  constructor(sizes, plain = false) {
    const room = kernels(count(sizes) + 3 * BLOCK * sizes.reduce((a, b) => a + b), plain);
    this.weights = room.array(count(sizes));
    this.layers = layersOf(sizes, this.weights);
    this.a = sizes.map((size) => room.array(BLOCK * size));
    this.slope = sizes.map((size) => room.array(BLOCK * size));
    Object.assign(this, { room, sizes, sigma: 1 });
  }

  /** The same network, with these weights from now on. */
  load(weights) {
    this.weights.set(weights);
    return this;
  }

  /** The same network, at this noise level from now on. */
  at(sigma) {
    this.sigma = sigma;
    return this;
  }

  map(points) {
    const { sizes: [inputs], a: [input], sigma } = this, scale = inputs === 3 ? sigma : 1;
    const out = new Float64Array(points.length);
    for (let from = 0; from < points.length; from += 2 * BLOCK) {
      const n = Math.min(BLOCK, (points.length - from) / 2);
      for (let k = 0; k < n; k++) {
        input[inputs * k] = points[from + 2 * k];
        input[inputs * k + 1] = points[from + 2 * k + 1];
        if (inputs === 3) input[3 * k + 2] = Math.log(sigma) / 4;
      }
      const arrows = forward(this.room, this.layers, this.a, this.slope, n);
      for (let i = 0; i < 2 * n; i++) out[from + i] = points[from + i] + scale * arrows[i];
    }
    return out;
  }
}
