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
    return { array, product: loop("product"), sine: loop("sine"), relu: loop("relu"), times: loop("times") };
  } catch {
    return { array: (n) => new Float64Array(n), product, sine, relu, times };
  }
}

/** out[i, j] = bias[j] + Σₜ a(i, t)·b[t, j], where a(i, t) = a[i·down + t·along]: out is m × n, b is k × n. */
function product(out, a, down, along, b, bias, m, n, k) {
  for (let i = 0; i < m; i++) {
    const row = i * n;
    for (let j = 0; j < n; j++) out[row + j] = bias[j];
    for (let t = 0; t < k; t++) {
      const w = a[i * down + t * along], from = t * n;
      if (w) for (let j = 0; j < n; j++) out[row + j] += w * b[from + j]; // many are 0, after a ReLU
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

/** z becomes max(z, 0), and slope 1 or 0. */
function relu(z, slope, n) {
  for (let i = 0; i < n; i++) {
    slope[i] = z[i] > 0 ? 1 : 0;
    z[i] *= slope[i];
  }
}

/** x becomes x·y. */
function times(x, y, n) {
  for (let i = 0; i < n; i++) x[i] *= y[i];
}
