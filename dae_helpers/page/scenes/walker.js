// Langevin dynamics, one point at a time: a part of the arrow, and fresh noise.
import { seeded } from "../corruption.js";
import { densityAt } from "../density.js";
import { bestOf, curveNamed, denseOf, recent } from "../living/exact.js";
import { define } from "../living/table.js";
import { general, words } from "../living/words.js";
import { arrows, axes, curveLine, dots, strokes, word } from "../plot.js";
import { still, walk } from "../sampling.js";

const STEPS = 400, FIRST = 8; // how far the point can walk; how many of its steps are seen in full
const START = [1.4, 1.4];

/** The places visited, where the arrow's part of each step ends, [x0, y0, x1, y1, …], and which places lie on the hills. */
export const places = recent((sigma, alpha) => {
  const best = bestOf("circle", sigma), dense = denseOf("circle", sigma), random = seeded(3);
  const at = Float64Array.from(START), visited = [...at], turns = [];
  for (let k = 0; k < STEPS; k++) {
    const turn = at.slice();
    walk(turn, best, 0, alpha);
    turns.push(...turn);
    at.set(turn);
    walk(at, still, sigma, alpha, random);
    visited.push(...at);
  }
  const onHills = (k) => densityAt(dense, visited[2 * k], visited[2 * k + 1]) > dense.levels[1];
  return { visited, turns, within: Array.from({ length: STEPS + 1 }, (_, k) => onHills(k)) };
}, 8);

define("walker", {
  sheets: [{ window: [0, 1.6], title: "first steps" }, { title: "all places" }],
  controls: { step: { high: STEPS, value: STEPS, step: 1, every: 150 }, sigma: { low: 0.05, value: 0.3 }, alpha: {} },
  draw({ color, panels }, { step, sigma, alpha }) {
    const { visited, turns, within } = places(sigma, alpha), first = Math.min(step, FIRST), [close, whole] = panels;
    for (const panel of panels) {
      panel.hills(denseOf("circle", sigma));
      axes(panel, color.quiet, panel === close ? [0.5, 1] : [-1, 0, 1]);
      curveLine(panel, curveNamed("circle"), color.truth, 1);
    }
    const kick = (k) => [...turns.slice(2 * k, 2 * k + 2), ...visited.slice(2 * k + 2, 2 * k + 4)];
    strokes(close, Array.from({ length: first }, (_, k) => kick(k)).flat(), color.noisy, 2.2);
    arrows(close, visited.slice(0, 2 * first), turns, Array(first).fill(1), color.truth, 2);
    word(close, words("start"), [START[0], START[1] + 0.06], color.truth, 14);
    close.key([["truth", words("part")], ["noisy", words("noise")]]);
    dots(whole, visited.slice(0, 2 * step + 2), color.noisy, 2.4);
    panels.forEach((panel, k) => dots(panel, visited.slice(2 * [first, step][k]).slice(0, 2), color.noisy, 8, color.paper));
    const share = within.slice(0, step + 1).filter(Boolean).length / (step + 1);
    return words("walker", { step, sigma: general(sigma), alpha: general(alpha, 2), share: (100 * share).toFixed(0) });
  },
});
