// The noise of the training: normal, evenly spread, and as wide as asked for.
import assert from "node:assert/strict";
import test from "node:test";
import { pairs, quantile, seeded, sobol } from "../../dae_helpers/page/corruption.js";
import { line } from "../../dae_helpers/page/curves.js";
import { walk } from "../../dae_helpers/page/sampling.js";

test("the quantile is the normal one", () => {
  for (const [u, z] of [[0.5, 0], [0.975, 1.959964], [0.999, 3.090232], [1e-6, -4.753424]])
    assert.ok(Math.abs(quantile(u) - z) < 1e-5);
});

test("of 256 points one falls into each of 256 slices of each axis, and of the squares of two axes", () => {
  const draw = sobol(seeded(3)), u = new Float64Array(4);
  const slices = [0, 1, 2, 3].map(() => new Set()), squares = new Set();
  for (let k = 0; k < 256; k++) {
    draw(u);
    slices.forEach((slice, d) => slice.add(Math.floor(256 * u[d])));
    squares.add(16 * Math.floor(16 * u[1]) + Math.floor(16 * u[2]));
  }
  assert.deepEqual([...slices.map((slice) => slice.size), squares.size], [256, 256, 256, 256, 256]);
});

test("noisy points are as far away as σ says", () => {
  const { x, xNoisy } = pairs(line(), [0.1, 0.1], 8192, 0)();
  const square = xNoisy.reduce((sum, v, i) => sum + (v - x[i]) ** 2, 0) / x.length;
  assert.ok(Math.abs(square / 0.01 - 1) < 0.01);
});

test("noise levels are even in log σ", () => {
  const { level } = pairs(line(), [0.02, 0.5], 4096, 1)();
  assert.ok(level.every((s) => s >= 0.02 && s <= 0.5));
  assert.ok(Math.abs(level.filter((s) => s < 0.1).length / 4096 - 0.5) < 0.01);
});

test("a walk without noise goes a share of each arrow; with it, it spreads by √(2α)·σ", () => {
  const half = { map: (points) => points.map((t) => t / 2) }, stay = { map: (points) => points };
  const points = Float64Array.of(1, -1);
  assert.equal(walk(points, half, 0, 0.2), 0.1);
  assert.deepEqual([...points], [0.9, -0.9]);
  const many = new Float64Array(20_000);
  walk(many, stay, 0.5, 0.2, seeded(0));
  assert.ok(Math.abs(many.reduce((sum, t) => sum + t * t, 0) / many.length / (0.4 * 0.25) - 1) < 0.03);
});
