// The loops in which the time goes, a training's and the exact answer's; four numbers at once (WebAssembly SIMD).

typedef float four __attribute__((vector_size(16), aligned(4)));
typedef int whole __attribute__((vector_size(16)));
#define EXPORT(name) __attribute__((export_name(#name))) void name

static inline four load(const float *p) { return *(const four *)p; }

static inline int least(int a, int b) { return a < b ? a : b; }

// out[i, j] = bias[j] + Σₜ a(i, t)·b[t, j], where a(i, t) = a[i·down + t·along]: out is m × n, b is k × n.
// 4 × 8 sums at a time stay in registers, and BLOCK rows of b in the cache. Beyond the last row the last one is computed again.
#define BLOCK 128
EXPORT(product)(float *out, const float *a, int down, int along, const float *b, const float *bias,
                int m, int n, int k) {
  for (int from = 0; from < k; from += BLOCK) for (int i = 0; i < m; i += 4) {
    int row[4], to = least(from + BLOCK, k), j = 0;
    const float *begin[4]; // of the sums
    for (int r = 0; r < 4; r++) row[r] = least(i + r, m - 1), begin[r] = from ? out + row[r] * n : bias;
    for (; j + 8 <= n; j += 8) {
      four left[4], right[4];
      for (int r = 0; r < 4; r++) left[r] = load(begin[r] + j), right[r] = load(begin[r] + j + 4);
      for (int t = from; t < to; t++) {
        four l = load(b + t * n + j), h = load(b + t * n + j + 4);
        for (int r = 0; r < 4; r++) {
          float w = a[row[r] * down + t * along];
          left[r] += l * w, right[r] += h * w;
        }
      }
      for (int r = 0; r < 4; r++) *(four *)(out + row[r] * n + j) = left[r], *(four *)(out + row[r] * n + j + 4) = right[r];
    }
    for (; j < n; j++) {
      float sum[4];
      for (int r = 0; r < 4; r++) sum[r] = begin[r][j];
      for (int t = from; t < to; t++)
        for (int r = 0; r < 4; r++) sum[r] += b[t * n + j] * a[row[r] * down + t * along];
      for (int r = 0; r < 4; r++) out[row[r] * n + j] = sum[r];
    }
  }
}

// z becomes sin z and slope cos z, to within 3e-7 for |z| < 1000: half turns are taken off, then Taylor's series.
EXPORT(sine)(float *restrict z, float *restrict slope, int n) {
  for (int i = 0; i < n; i++) {
    float half = __builtin_rintf(z[i] * 0.318309886f);                   // π in two parts, the first one exact
    float x = (z[i] - half * 3.140625f) - half * 9.67653590e-4f, y = x * x;
    float sign = 1 - 2 * (half - 2 * __builtin_floorf(half * 0.5f));     // −1 after an odd number of half turns
    z[i] = sign * x * (1 - y / 6 * (1 - y / 20 * (1 - y / 42 * (1 - y / 72 * (1 - y / 110)))));
    slope[i] = sign * (1 - y / 2 * (1 - y / 12 * (1 - y / 30 * (1 - y / 56 * (1 - y / 90 * (1 - y / 132))))));
  }
}

// x becomes x·y.
EXPORT(times)(float *restrict x, const float *restrict y, int n) {
  for (int i = 0; i < n; i++) x[i] *= y[i];
}

static inline four larger(four a, four b) {
  whole first = a > b; // all bits of a number, or none
  return (four)(((whole)a & first) | ((whole)b & ~first));
}

// eᵗ for −80 ≤ t ≤ 80, to within 3e-7, and below that e⁻⁸⁰: 2ᵏ·eᶠ with |f| < ½ log 2, then Taylor's series.
static inline four exponential(four t) {
  t = larger(t, (four){} - 80);
  four k = __builtin_elementwise_nearbyint(t * 1.44269504f), f = t - k * 0.693147181f;
  four p = 1 + f * (1 + f / 2 * (1 + f / 3 * (1 + f / 4 * (1 + f / 5 * (1 + f / 6)))));
  return p * (four)(__builtin_convertvector(k + 127, whole) << 23);
}

// z becomes z·s and slope s·(1 + z·(1 − s)), where s = 1/(1 + e⁻ᶻ).
EXPORT(silu)(float *z, float *slope, int n) { // n is rounded up to a multiple of 4
  for (int i = 0; i < n; i += 4) {
    four x = load(z + i), share = 1 / (1 + exponential(-larger(x, (four){} - 80)));
    *(four *)(slope + i) = share * (1 + x * (1 - share));
    *(four *)(z + i) = x * share;
  }
}

static inline float sum(four v) { return v[0] + v[1] + v[2] + v[3]; }

// E[x | x̃] of each of n points x̃: a mean of the m nodes (x, y), where m is a multiple of 4, with weights
// proportional to exp(log w − ‖x̃ − x‖²·sharp). The greatest exponent is taken off all of them.
EXPORT(means)(float *out, const float *points, int n, const float *x, const float *y, const float *logw, int m, float sharp) {
  for (int i = 0; i < 2 * n; i += 2) {
    float a = points[i], b = points[i + 1];
    four most = (four){} - 1e30f, all = {}, right = {}, up = {};
    for (int j = 0; j < m; j += 4) {
      four dx = load(x + j) - a, dy = load(y + j) - b;
      most = larger(most, load(logw + j) - (dx * dx + dy * dy) * sharp);
    }
    float top = most[0];
    for (int c = 1; c < 4; c++) top = most[c] > top ? most[c] : top;
    for (int j = 0; j < m; j += 4) {
      four dx = load(x + j) - a, dy = load(y + j) - b;
      four p = exponential(load(logw + j) - (dx * dx + dy * dy) * sharp - top);
      all += p, right += p * dx, up += p * dy;
    }
    out[i] = a + sum(right) / sum(all), out[i + 1] = b + sum(up) / sum(all);
  }
}
