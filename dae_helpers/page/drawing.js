// Drawing: from a stroke of the hand to a curve, and from a curve to its words in Python and back.
import { circle, line, spiral, through } from "./curves.js";

const MOST = 1.5; // Networks learn well within [−1.5, 1.5]².
export const LONGEST = 100; // so that the exact answer is quick at the smallest σ
const round = (points) => points.map((p) => p.map((t) => Math.round(100 * t) / 100 + 0));
const ring = (n, position) => Array.from({ length: n }, (_, k) => position((2 * Math.PI * k) / n, k));

const heart = ring(14, (t) => {
  const y = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t);
  return [1.28 * Math.sin(t) ** 3, 0.08 * y + 0.2];
});
const infinity = ring(16, (t) => [1.3 * Math.cos(t), 1.3 * Math.sin(t) * Math.cos(t)]);
const corners = ring(10, (t, k) => [[1.3, 0.55][k % 2] * Math.sin(t), [1.3, 0.55][k % 2] * Math.cos(t)]);
const S = [[0.8, 0.8], [0.5, 1.15], [0, 1.28], [-0.5, 1.15], [-0.75, 0.75], [-0.55, 0.3], [0, 0],
  [0.55, -0.3], [0.75, -0.75], [0.5, -1.15], [0, -1.28], [-0.5, -1.15], [-0.8, -0.8]];

export const PRESETS = {
  line, circle, spiral,
  heart: () => through(round(heart), true, "heart"),
  infinity: () => through(round(infinity), true, "infinity"),
  S: () => through(S, false, "S"),
  star: () => through(round(corners.flatMap(([x, y], k) => { // and the middles of the edges between them
    const [u, v] = corners[(k + 1) % 10];
    return [[x, y], [(x + u) / 2, (y + v) / 2]];
  })), true, "star"),
};

/** A stroke thinned to within a distance. Source: Douglas & Peucker (1973). */
export function thin(path, within = 0.015) {
  const [[ax, ay], [bx, by]] = [path[0], path.at(-1)], [dx, dy] = [bx - ax, by - ay];
  const gaps = path.map(([x, y]) => {
    const t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), u = Math.min(1, Math.max(0, t));
    return Math.hypot(x - ax - u * dx, y - ay - u * dy);
  });
  const k = gaps.indexOf(Math.max(...gaps));
  if (gaps[k] < within) return [path[0], path.at(-1)];
  return [...thin(path.slice(0, k + 1), within), ...thin(path.slice(k), within).slice(1)];
}

/** The curve of a stroke, or null if it is too short for one; ended near its start, it is closed. */
export function drawn(stroke, ended = true) {
  const [[ax, ay], [bx, by]] = [stroke[0], stroke.at(-1)], knots = round(thin(stroke));
  const closed = ended && knots.length > 4 && Math.hypot(bx - ax, by - ay) < 0.3;
  const curve = through(closed ? knots.slice(0, -1) : knots, closed);
  return curve?.length > 0.1 ? curve : null;
}

/** What makes the same curve in Python. */
export function write({ name, closed, knots }) {
  if (!knots) return `manifolds.${name}()`;
  return `manifolds.through([${knots.map(([x, y]) => `[${x}, ${y}]`).join(", ")}]${closed ? ", closed=True" : ""})`;
}

/** The curve of a text: what write wrote, or pairs of numbers in any brackets. Throws what is wrong with it. */
export function read(text) {
  const named = text.match(/\b(line|circle|spiral)\(\)/);
  if (named) return PRESETS[named[1]]();
  const numbers = (text.replaceAll("−", "-").match(/-?(\d+\.?\d*|\.\d+)(e-?\d+)?/gi) ?? []).map(Number);
  const points = Array.from({ length: numbers.length / 2 }, (_, k) => [numbers[2 * k], numbers[2 * k + 1]]);
  if (numbers.length % 2) throw new Error(`points need pairs of numbers, x and y, but there are ${numbers.length} numbers`);
  if (points.length > 2000) throw new Error(`points must be at most 2000, but there are ${points.length}`);
  const outside = numbers.find((t) => Math.abs(t) > MOST);
  if (outside !== undefined) throw new Error(`points must lie between −${MOST} and ${MOST}, but there is ${outside}`);
  const curve = points.length && through(points, /closed\s*=\s*True/.test(text));
  if (!curve) throw new Error("a curve needs at least two different points, a closed one three");
  if (curve.length > LONGEST) throw new Error(`a curve must be at most ${LONGEST} long, but it is ${Math.round(curve.length)}`);
  return curve;
}
