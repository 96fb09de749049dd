// Curves and the exact answer: the same as the package's, and as closed forms say.
import assert from "node:assert/strict";
import test from "node:test";
import palette from "../../dae_helpers/palette.json" with { type: "json" };
import { pairs } from "../../dae_helpers/page/corruption.js";
import { circle, line, pointAt, through } from "../../dae_helpers/page/curves.js";
import { density, densityAt } from "../../dae_helpers/page/density.js";
import { PRESETS } from "../../dae_helpers/page/drawing.js";
import { PosteriorMean, excessRisk, judge } from "../../dae_helpers/page/oracle.js";
import { floor } from "../../dae_helpers/page/training.js";
import { curveOf, gap, reference } from "./reference.mjs";

for (const expected of reference.curves)
  test(`${expected.name} is the curve that Python makes`, () => {
    const curve = curveOf(expected), n = expected.at.length / 2, at = new Float64Array(2 * n);
    for (let k = 0; k < n; k++) pointAt(curve, k / (n - 1), at, 2 * k);
    assert.ok(Math.abs(curve.length - expected.length) < 1e-3 * expected.length); // a star's corners are cut shorter
    assert.ok(gap(at, expected.at) < 2e-3);
  });

for (const { curve, sigma, mean, mmse, points } of reference.oracle)
  for (const plain of [false, true])
    test(`E[x | x̃] on ${curve.name} at σ = ${sigma}${plain ? ", in JavaScript" : ""}`, () => {
      const best = new PosteriorMean(curveOf(curve), sigma, plain);
      const gaps = best.map(Float64Array.from(points)).map((v, i) => Math.abs(v - mean[i])).sort();
      assert.ok(gaps.at(-8) < 1e-4 && gaps.at(-1) < 1e-2); // midway between two arms a hair tips the balance
      assert.ok(Math.abs(judge(best, 4096).mmse / mmse - 1) < 5e-3);
    });

test("on a circle the arrow has the length that Bessel's functions say", () => {
  const best = new PosteriorMean(circle(), 0.5);
  for (const plain of [best.map(Float64Array.of(0.9, 0)), best.posterior(0.9, 0)]) {
    assert.ok(Math.abs(plain[0] - 0.8461611) < 1e-6); // I₁(κ)/I₀(κ) at κ = 0.9/0.25
    assert.ok(Math.abs(plain[1]) < 1e-6);
  }
});

test("noise across a long line goes away, and along it stays", () => {
  const best = new PosteriorMean(line(), 0.05), [x, y] = best.map(Float64Array.of(0.3, 0.1));
  assert.ok(Math.abs(x - 0.3) < 1e-6 && Math.abs(y) < 1e-6);
  assert.ok(Math.abs(best.posterior(0.3, 0.1)[2] / 0.05 ** 2 - 1) < 1e-6);
});

test("no map comes below the floor, and half of the noise stays where σ is small", () => {
  assert.ok(Math.abs(floor(line(), 0.02) / 0.98 - 1) < 0.01); // MMSE = σ²(1 − .903 σ/L), L = 1
  const exact = new PosteriorMean(circle(), 0.1), identity = { map: (points) => points };
  assert.ok(excessRisk(exact, judge(exact)) < 1e-7);
  assert.ok(Math.abs(excessRisk(identity, judge(exact)) - (1 / 0.5026 - 1)) < 0.03);
});

test("a curve needs two different points, and three to be closed", () => {
  assert.equal(through([[0, 0], [0, 0]]), null);
  assert.equal(through([[0, 0], [1, 0]], true), null);
  assert.ok(Math.abs(through([[0, 0], [1, 0], [1, 0]]).length - 1) < 1e-9);
});

for (const [name, make] of Object.entries(PRESETS)) for (const sigma of [0.1, 0.5])
  test(`the hills of ${name} at σ = ${sigma} hold their shares of the noisy points`, () => {
    const curve = make(), dense = density(curve, sigma), { xNoisy } = pairs(curve, [sigma, sigma], 4096, 1)();
    dense.levels.slice(0, -1).forEach((level, k) => { // the ridge is too flat for the highest
      let within = 0;
      for (let i = 0; i < 8192; i += 2) within += densityAt(dense, xNoisy[i], xNoisy[i + 1]) > level;
      assert.ok(Math.abs(within / 4096 - palette.shares[k]) < 0.03);
    });
  });
