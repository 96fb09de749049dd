// A stroke of the hand, [[x, y], …], on a notebook's drawing pad and on the living page.

export const MOST = 1.5; // Networks learn well within [−1.5, 1.5]².
export const clip = (t) => Math.min(MOST, Math.max(-MOST, t));
export const apart = ([ax, ay], [bx, by]) => Math.hypot(bx - ax, by - ay);

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** How far an arrow key moves a point, [dx, dy]; with shift four times as far; undefined for any other key. */
export const stepOf = ({ key, shiftKey }) => WAYS[key]?.map((way) => way * (shiftKey ? 0.2 : 0.05));

/** Adds a place to a stroke, unless the hand has hardly moved. */
export function extend(stroke, place) {
  if (!stroke.length || apart(place, stroke.at(-1)) > 0.01) stroke.push(place);
}

export const isTap = (stroke) => stroke.every((place) => apart(place, stroke[0]) <= 0.06);
export const endsAtItsStart = (stroke) => apart(stroke[0], stroke.at(-1)) < 0.3;

/** A polyline thinned to within a distance. Source: Douglas & Peucker (1973). */
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
