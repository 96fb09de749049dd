// From a stroke to a curve, to its words in Python, and back.
import assert from "node:assert/strict";
import test from "node:test";
import { PRESETS, drawn, read, write } from "../../dae_helpers/page/drawing.js";
import { thin } from "../../dae_helpers/stage/stroke.js";

const arc = (turns, n = 60) => Array.from({ length: n + 1 }, (_, k) => 2 * Math.PI * turns * (k / n)).map((t) => [Math.cos(t), Math.sin(t)]);

test("a straight stroke keeps its ends, a bent one stays within the distance", () => {
  assert.equal(thin(Array.from({ length: 50 }, (_, k) => [k / 50, 0])).length, 2);
  const few = thin(arc(1));
  assert.ok(few.length < 30);
  assert.ok(Math.abs(drawn(arc(1)).length / (2 * Math.PI) - 1) < 0.01);
});

test("a stroke that ends near its start is closed once the hand lets go", () => {
  assert.equal(drawn(arc(0.97)).closed, true);
  assert.equal(drawn(arc(0.97), false).closed, false);
  assert.equal(drawn(arc(0.6)).closed, false);
  assert.equal(drawn([[0, 0], [0.01, 0]]), null);
});

test("each curve is read again from what is written of it", () => {
  for (const curve of [...Object.values(PRESETS).map((make) => make()), drawn(arc(0.6))]) {
    const again = read(`curve = ${write(curve)}`);
    assert.deepEqual([again.length, again.closed], [curve.length, curve.closed]);
  }
});

test("points are read from any brackets, and mistakes are named", () => {
  assert.deepEqual(read("(0, 0)\n[.5; −1e-1]").knots, [[0, 0], [0.5, -0.1]]);
  for (const text of ["0,5 -1,2\n1,05 0,0", "(0,5; −1,2), (1,05; 0)", "0,5, -1,2, 1,05, 0"])
    assert.deepEqual(read(text).knots, [[0.5, -1.2], [1.05, 0]]); // decimal commas
  assert.deepEqual(read("0,1 1,0\n1; 1").knots, [[0.1, 1], [1, 1]]);
  assert.deepEqual(read("0,0 1,0 1,-1").knots, [[0, 0], [1, 0], [1, -1]]);
  for (const [text, wrong] of [["1 2 3", /pairs/], ["[[0,0],[3,4]]", /but there is 3$/], ["0 0 7 7", /between −1.5 and 1.5, but there is 7/], ["0 0", /two different/], ["", /two different/],
    ["0 0 1 1 ".repeat(1001), /at most 2000, but there are 2002/], ["-1 0 1 0 ".repeat(60), /at most 100 long, but it is 2\d\d/]])
    assert.throws(() => read(text), wrong);
});
