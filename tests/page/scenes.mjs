// Living figures draw and say what Python's explorers do at the same settings; run by test_scenes.py.
import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { SCENES } from "../../dae_helpers/page/living/table.js";
import { Denoiser } from "../../dae_helpers/page/network.js";
import { nearest } from "../../dae_helpers/page/sampling.js";
import { PRESETS } from "../../dae_helpers/page/drawing.js";

const told = JSON.parse(fs.readFileSync(process.env.TOLD));
globalThis.matchMedia = () => ({ matches: false });
globalThis.window = {};
for (const file of fs.readdirSync(new URL("../../dae_helpers/page/scenes", import.meta.url)))
  await import(`../../dae_helpers/page/scenes/${file}`);

/** A panel without a screen, and the arrows that are drawn on it, [x0, y0, x1, y1]. */
function panel({ window: [low, high] = [-1.6, 1.6] }) {
  const drawn = [], say = { lineTo: (x, y) => path.push([x, y]), beginPath: () => (path = []) };
  let path = [];
  say.fill = () => {
    if (path.length !== 7) return; // shaft, barb, tip, and back
    const [first, last, tip] = [path[0], path[6], path[3]];
    drawn.push([(first[0] + last[0]) / 2, (first[1] + last[1]) / 2, ...tip]);
  };
  const ctx = new Proxy({ canvas: { clientWidth: 480 } }, {
    get: (target, name) => target[name] ?? say[name] ?? (() => {}),
    set: () => true,
  });
  return { ctx, unit: (high - low) / 640, low, high, hills() {}, key() {}, drawn };
}

const colors = Object.fromEntries(["clean", "noisy", "truth", "learned", "error", "paper", "quiet"].map((name) => [name, name]));
const numbers = /-?\d+(\.\d+)?/g;

function shown(name, settings, net) {
  const training = { net, done: true, losses: [], step: 1, floor: 1 }, panels = (SCENES[name].sheets ?? [{}]).map(panel);
  const view = { panels, color: colors, chart: { getContext: () => panels[0].ctx }, learned: () => training, redraw() {} };
  let caption = SCENES[name].draw(view, { seed: 0, ...settings });
  if (typeof caption === "function") caption = caption();
  return { caption, arrows: panels.flatMap(({ drawn }) => drawn), training };
}

for (const { name, settings, caption, arrows, net } of told.scenes)
  test(`${name} at ${JSON.stringify(settings).slice(-99)} says and draws what Python does`, () => {
    const seen = shown(name, settings, net && new Denoiser(net.sizes).load(net.weights));
    if (net) { // the noisy points are others
      assert.equal(seen.caption.replace(numbers, "…"), caption.replace(numbers, "…"));
      const [a, b] = [seen.caption, caption].map((words) => words.match(numbers).map(Number));
      a.forEach((t, k) => assert.ok(Math.abs(t / b[k] - 1) < 0.1, seen.caption));
    } else assert.equal(seen.caption, caption);
    const gaps = seen.arrows.map((a) => Math.min(...arrows.map((b) => Math.max(...a.map((t, k) => Math.abs(t - b[k]))))));
    assert.ok(Math.abs(gaps.length - arrows.length) <= 1, `${gaps.length} of ${arrows.length}`);
    assert.ok(Math.max(0, ...gaps) < 1e-5, `${Math.max(...gaps)}`);
  });

for (const { name, settings, caption } of told.walks)
  test(`${name} tells of its walk in Python's words`, () => {
    const seen = shown(name, settings, { at: () => ({ map: (points) => points }) });
    assert.equal(seen.caption.replace(numbers, "…"), caption.replace(numbers, "…"));
  });

test("the nearest place of a curve is where Python finds it", () => {
  const { curve, points, distances, fractions } = told.nearest, found = nearest(Float64Array.from(points), PRESETS[curve]());
  distances.forEach((d, k) => assert.ok(Math.abs(found.distances[k] - d) < 1e-5 && Math.abs(found.fractions[k] - fractions[k]) < 1e-6));
});
