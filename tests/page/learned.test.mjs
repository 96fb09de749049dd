// The network and its training: the same as the package's, step by step, in WebAssembly and in JavaScript.
import assert from "node:assert/strict";
import test from "node:test";
import { circle, spiral } from "../../dae_helpers/page/curves.js";
import { Denoiser, count, layersOf } from "../../dae_helpers/page/network.js";
import { PosteriorMean, excessRisk, judge } from "../../dae_helpers/page/oracle.js";
import { Training, steps } from "../../dae_helpers/page/training.js";
import { gap, reference } from "./reference.mjs";

const both = [["WebAssembly", false], ["JavaScript", true]];

for (const { sizes, weights, sigma, points, map } of reference.networks)
  for (const [kind, plain] of both)
    test(`a network of ${sizes} sends points where torch sends them, in ${kind}`, () => {
      const net = new Denoiser(sizes, plain).load(weights).at(sigma);
      assert.ok(gap(net.map(Float64Array.from(points)), map) < 1e-5);
    });

for (const { sizes, weights, batches, losses, after } of reference.trainings)
  for (const [kind, plain] of both)
    test(`steps of a training of ${sizes} change the weights as torch does, in ${kind}`, () => {
      const ranged = sizes[0] === 3, options = { nSteps: losses.length, hidden: sizes.slice(1, -1), batch: 32, plain };
      const training = new Training(circle(), ranged ? [0.02, 0.5] : 0.1, options);
      training.weights.set(weights);
      const queue = batches.slice();
      training.draw = () => queue.shift();
      for (const loss of losses) assert.ok(Math.abs(training.step() / loss - 1) < 1e-3);
      assert.ok(gap(Array.from(training.weights), after) < 2e-4);
    });

test("the gradient is the slope of the loss", () => {
  for (const [, plain] of both) for (const sigma of [0.1, [0.02, 0.5]]) {
    const training = new Training(spiral(), sigma, { nSteps: 1, batch: 64, hidden: [16, 8], plain });
    const { x, xNoisy, level } = training.draw(64), batch = { x: x.slice(), xNoisy: xNoisy.slice(), level: level.slice() };
    training.draw = () => batch;
    training.descend = () => {};
    training.step();
    const gradient = Array.from(training.gradient), { weights } = training;
    let wrong = 0, all = 0;
    gradient.forEach((g, i) => {
      const before = weights[i], h = plain ? 1e-6 : 1e-3;
      weights[i] = before + h;
      const above = training.step();
      weights[i] = before - h;
      const slope = (above - training.step()) / (2 * h);
      weights[i] = before;
      wrong += (slope - g) ** 2;
      all += slope ** 2;
    });
    assert.ok(wrong < (plain ? 1e-4 : 2e-3) * all); // WebAssembly counts in 32 bits
  }
});

test("fresh weights are waves of any phase, and layers as torch begins them", () => {
  const { sizes, weights } = new Training(circle(), 0.1, { nSteps: 1, hidden: [64, 64] });
  const [waves, inner, last] = layersOf(sizes, weights), spread = (v) => Math.sqrt(v.reduce((s, t) => s + t * t, 0) / v.length);
  assert.equal(weights.length, count([2, 64, 64, 2]));
  assert.ok(Math.abs(spread(waves.w) / 2.5 - 1) < 0.2 && Math.abs(spread(waves.b) / (Math.PI / Math.sqrt(3)) - 1) < 0.2);
  assert.ok(Math.abs(spread(inner.w) * Math.sqrt(3 * 64) - 1) < 0.05 && Math.max(...inner.w) <= 1 / 8);
  assert.ok([...inner.b, ...last.b].every((b) => b === 0));
});

test("a training comes to within a thousandth of the least error, and keeps a film of itself", () => {
  const film = [], losses = [];
  for (const { loss, weights } of steps(circle(), 0.1, { nSteps: 300, hidden: [64, 48, 48, 48] })) {
    if (loss) losses.push(loss);
    if (weights) film.push(weights);
  }
  const best = judge(new PosteriorMean(circle(), 0.1)), net = new Denoiser([2, 64, 48, 48, 48, 2]);
  assert.equal(losses.length, 300);
  assert.ok(film.length > 30 && film.length <= 57);
  assert.ok(excessRisk(net.load(film.at(-1)), best) < 0.001);
  assert.ok(excessRisk(net.load(film[0]), best) > 1);
});

test("a seed gives the same training again, and another one another", () => {
  const first = (seed) => new Training(circle(), 0.1, { nSteps: 1, hidden: [8], seed }).step();
  assert.equal(first(3), first(3));
  assert.notEqual(first(3), first(4));
});
