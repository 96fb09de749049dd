// Drawing: from a stroke of the hand to a curve, and from a curve to its words in Python and back.
import curves from "../curves.json" with { type: "json" };
import { MOST, endsAtItsStart, thin } from "../stage/stroke.js";
import { FORMULAS, through } from "./curves.js";

export const LONGEST = 100; // so that the exact answer is quick at the smallest σ
const drawnThrough = ([name, { points, closed }]) => [name, () => through(points, closed, name)];
export const PRESETS = { ...FORMULAS, ...Object.fromEntries(Object.entries(curves).map(drawnThrough)) };

/** The curve of a stroke, or null if it is too short for one; ended near its start, it is closed. */
export function drawn(stroke, ended = true) {
  const knots = thin(stroke).map((place) => place.map((t) => Math.round(100 * t) / 100 + 0));
  const closed = ended && knots.length > 4 && endsAtItsStart(stroke);
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
  const named = text.match(/\b(\w+)\(\)/)?.[1];
  if (Object.hasOwn(FORMULAS, named)) return FORMULAS[named]();
  // A comma is a decimal one where two words make a line, or where more than 0 or 1 follows it: coordinates are small.
  const two = text.trim().split("\n").every((line) => line.trim().split(/[\s;]+/).length === 2);
  const decimal = !/[.[]/.test(text) && (two || /\d,(\d\d|[2-9])/.test(text));
  const plain = (decimal ? text.replace(/(\d),(?=\d)/g, "$1.") : text).replaceAll("−", "-");
  const numbers = (plain.match(/-?(\d+\.?\d*|\.\d+)(e-?\d+)?/gi) ?? []).map(Number);
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
