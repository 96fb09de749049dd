// What stands on the sheet: the curve, the field of arrows, points that walk, and the noisy point in the hand.
import { densityAt } from "./density.js";
import { EXTENT, arrows, axes, curveLine, dots, grid, origins } from "./plot.js";

/** The exact field: n × n arrows: vivid on the hills, beside them faint. */
export function exactField(best, dense, n) {
  const tails = grid(n);
  const weights = Float64Array.from({ length: n * n }, (_, k) =>
    0.1 + 0.9 * Math.min(1, densityAt(dense, tails[2 * k], tails[2 * k + 1]) / dense.levels[0]));
  return { tails, weights, exact: best.map(tails) };
}

/** Draws it; what: the exact field, the learned one, or its error. Returns what the arrows are called. */
export function scene(view, state, what, color) {
  const { curve, points, typed, pen } = state;
  axes(view, color.quiet);
  curveLine(view, curve, color.truth);
  const name = field(view, state, what, color);
  dots(view, points, color.noisy, 2);
  if (typed.length) dots(view, typed.flat(), color.clean, 4, color.paper);
  noisyPoint(view, state, what, color);
  if (pen) dots(view, pen, color.truth, 11, color.paper);
  return name;
}

/** The arrows, exact or learned, or the learned ones' error. Returns what they are called. */
export function field(view, { tails, exact, weights, net, sigma }, what, color) {
  if (what === "exact") {
    arrows(view, tails, exact, weights, color.truth);
    return what;
  }
  const learned = net.at(sigma).map(tails);
  if (what === "error") return error(view, tails, exact, learned, weights, color.error);
  arrows(view, tails, exact, weights.map((w) => 0.25 * w), color.truth); // the truth as a shadow
  arrows(view, tails, learned, weights, color.learned);
  return what;
}

/** What the network does wrong where noisy points are, enlarged as far as the arrows have room. */
function error(view, tails, exact, learned, weights, color) {
  const vivid = weights.map((w) => (w < 0.5 ? 0 : w)), room = EXTENT / Math.sqrt(weights.length);
  const squares = learned.reduce((sum, v, i) => sum + (vivid[i >> 1] && (v - exact[i]) ** 2), 0);
  const typical = Math.sqrt(squares / vivid.filter((w) => w).length);
  const zoom = [200, 100, 50, 20, 10, 5, 2].find((z) => z * typical < room) ?? 1;
  arrows(view, tails, learned.map((v, i) => tails[i] + zoom * (v - exact[i])), vivid, color);
  return `error × ${zoom}`;
}

/** The noisy point, where it can have come from, and where it is sent. */
function noisyPoint(view, { best, held, net, sigma }, what, color) {
  const mean = best.posterior(...held);
  dots(view, origins(view, best, held, color.noisy), color.clean, 3);
  arrows(view, held, mean, [1], color.truth, 3);
  if (what !== "exact") arrows(view, held, net.at(sigma).map(held), [1], color.learned, 3);
  dots(view, held, color.noisy, 9, color.paper);
}
