// The loops in which the time goes: kernels.c as WebAssembly; where a page may not run that, the same
// loops in JavaScript, some ten times slower.
import { BINARY } from "./binary.js";

let compiled;

/** Room for that many numbers, of which array(n) hands out parts, and the loops that work on such parts. */
export function kernels(numbers, plain = false) {
  try {
    if (plain) throw new Error("JavaScript was asked for");
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(BINARY), (c) => c.charCodeAt(0)));
    const memory = new WebAssembly.Memory({ initial: 2 + Math.ceil(numbers / 16384) });
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    let end = 65536; // the first page is the compiler's
    const array = (n) => {
      const part = new Float32Array(memory.buffer, end, n);
      end += 16 * Math.ceil(n / 4);
      return part;
    };
    // In WebAssembly an array is the place of its first byte.
    const loop = (name) => (...values) => exports[name](...values.map((v) => v.byteOffset ?? v));
    return { array, ...Object.fromEntries(Object.keys(LOOPS).map((name) => [name, loop(name)])) };
  } catch {
    return { array: (n) => new Float64Array(n), ...LOOPS };
  }
}

/** out[i, j] = bias[j] + Σₜ a(i, t)·b[t, j], where a(i, t) = a[i·down + t·along]: out is m × n, b is k × n. */
function product(out, a, down, along, b, bias, m, n, k) {
  for (let i = 0; i < m; i++) {
    const row = i * n;
    for (let j = 0; j < n; j++) out[row + j] = bias[j];
    for (let t = 0; t < k; t++) {
      const w = a[i * down + t * along], from = t * n;
      for (let j = 0; j < n; j++) out[row + j] += w * b[from + j];
    }
  }
}

/** z becomes sin z and slope cos z. */
function sine(z, slope, n) {
  for (let i = 0; i < n; i++) {
    slope[i] = Math.cos(z[i]);
    z[i] = Math.sin(z[i]);
  }
}

/** z becomes z·s and slope s·(1 + z·(1 − s)), where s = 1/(1 + e⁻ᶻ). */
function silu(z, slope, n) {
  for (let i = 0; i < n; i++) {
    const x = z[i], share = 1 / (1 + Math.exp(-x));
    slope[i] = share * (1 + x * (1 - share));
    z[i] = x * share;
  }
}

/** x becomes x·y. */
function times(x, y, n) {
  for (let i = 0; i < n; i++) x[i] *= y[i];
}

/** E[x | x̃] of n points x̃: a mean of the m nodes (x, y), weighted ∝ exp(log w − ‖x̃ − x‖²·sharp). */
function means(out, points, n, x, y, logw, m, sharp) {
  const logit = new Float64Array(m);
  for (let i = 0; i < 2 * n; i += 2) {
    let most = -Infinity, all = 0, right = 0, up = 0;
    for (let j = 0; j < m; j++) {
      const dx = x[j] - points[i], dy = y[j] - points[i + 1];
      logit[j] = logw[j] - (dx * dx + dy * dy) * sharp;
      if (logit[j] > most) most = logit[j];
    }
    for (let j = 0; j < m; j++) {
      if (logit[j] < most - 25) continue; // all that is left out is less than 1e-8
      const p = Math.exp(logit[j] - most);
      all += p;
      right += p * x[j];
      up += p * y[j];
    }
    [out[i], out[i + 1]] = [right / all, up / all];
  }
}

const LOOPS = { product, sine, silu, times, means };
