// Curves in the plane, measured by their arc length; the same construction as dae_helpers.manifolds.

export const SEGMENTS = 8192; // A curve is kept as a polyline of this many equal parts.

/** The curve along a path [x0, y0, x1, y1, …], its vertices moved so that they are evenly spaced. */
export function byArcLength(name, path, closed) {
  const m = path.length / 2, arc = new Float64Array(m);
  for (let i = 1; i < m; i++)
    arc[i] = arc[i - 1] + Math.hypot(path[2 * i] - path[2 * i - 2], path[2 * i + 1] - path[2 * i - 1]);
  const length = arc[m - 1], vertices = new Float64Array(2 * SEGMENTS + 2);
  for (let k = 0, i = 1; k <= SEGMENTS; k++) {
    const s = (k / SEGMENTS) * length;
    while (i < m - 1 && arc[i] < s) i++;
    const t = (s - arc[i - 1]) / (arc[i] - arc[i - 1]);
    for (let c = 0; c < 2; c++)
      vertices[2 * k + c] = path[2 * i - 2 + c] + t * (path[2 * i + c] - path[2 * i - 2 + c]);
  }
  return { name, length, closed, vertices, turning: turningOf(vertices) };
}

/** The angles, in radians, by which the curve has turned at its vertices. */
function turningOf(v) {
  const turning = new Float64Array(SEGMENTS + 1);
  for (let i = 1; i < SEGMENTS; i++) {
    const ax = v[2 * i] - v[2 * i - 2], ay = v[2 * i + 1] - v[2 * i - 1];
    const bx = v[2 * i + 2] - v[2 * i], by = v[2 * i + 3] - v[2 * i + 1];
    turning[i] = turning[i - 1] + Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  }
  turning[SEGMENTS] = turning[SEGMENTS - 1];
  return turning;
}

/** Writes the point at the fraction u in [0, 1] of the arc length, or of nodes in place of a curve, to out[k], out[k + 1]. */
export function pointAt({ vertices, nodes }, u, out, k) {
  if (nodes) return void ([out[k], out[k + 1]] = nodes[Math.min(Math.floor(u * nodes.length), nodes.length - 1)]);
  const s = u * SEGMENTS, i = Math.min(Math.floor(s), SEGMENTS - 1), t = s - i;
  for (let c = 0; c < 2; c++)
    out[k + c] = vertices[2 * i + c] + t * (vertices[2 * i + 2 + c] - vertices[2 * i + c]);
}

function trace(name, position, closed = false) {
  const path = Float64Array.from({ length: SEGMENTS + 1 }).map((_, k) => k / SEGMENTS);
  return byArcLength(name, Float64Array.from([...path].flatMap(position)), closed);
}

const polar = (radius, turns) => [radius * Math.cos(2 * Math.PI * turns), radius * Math.sin(2 * Math.PI * turns)];

/** The curves that have a formula, by the names that they have in Python. */
export const FORMULAS = {
  line: () => trace("line", (t) => [2 * t - 1, 0]),
  circle: () => trace("circle", (t) => polar(1, t), true),
  spiral: () => trace("spiral", (t) => polar(0.25 + t, 2 * t)),
};
export const { line, circle, spiral } = FORMULAS;

/**
 * A smooth curve through points [[x, y], …]; null where fewer than 2 of them differ, or 3 if it is closed.
 * Source: centripetal Catmull–Rom spline, Yuksel, Schaefer & Keyser (2011), eq. 1 to 3.
 */
export function through(points, closed = false, name = "drawing") {
  const apart = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]), mirror = (a, b) => [2 * a[0] - b[0], 2 * a[1] - b[1]];
  const knots = [];
  for (const p of closed ? [...points, points[0]] : points)
    if (!knots.length || apart(p, knots.at(-1)) > 1e-9) knots.push(p);
  if (knots.length < (closed ? 4 : 2)) return null;
  // Each span needs a neighbour on both sides; at an open end it is mirrored.
  const first = closed ? knots.at(-2) : mirror(knots[0], knots[1]);
  const last = closed ? knots[1] : mirror(knots.at(-1), knots.at(-2));
  const all = [first, ...knots, last], spans = knots.length - 1, n = Math.max(4, Math.floor(SEGMENTS / spans));
  const path = new Float64Array(2 * (n * spans + 1));
  for (let j = 0, at = 0; j < spans; j++) {
    const [p0, p1, p2, p3] = all.slice(j, j + 4);
    const [d1, d2, d3] = [apart(p0, p1), apart(p1, p2), apart(p2, p3)].map(Math.sqrt);
    const [m1, m2] = [[], []];
    for (let c = 0; c < 2; c++) {
      m1[c] = p2[c] - p1[c] + d2 * ((p1[c] - p0[c]) / d1 - (p2[c] - p0[c]) / (d1 + d2));
      m2[c] = p2[c] - p1[c] + d2 * ((p3[c] - p2[c]) / d3 - (p3[c] - p1[c]) / (d2 + d3));
    }
    for (let i = 0; i < n; i++) {
      const t = i / n, rise = t * t * (3 - 2 * t), a = t * (1 - t) ** 2, b = t * t * (t - 1); // Hermite's
      for (let c = 0; c < 2; c++) path[at++] = p1[c] + rise * (p2[c] - p1[c]) + a * m1[c] + b * m2[c];
    }
  }
  path.set(knots.at(-1), path.length - 2);
  return { ...byArcLength(name, path, closed), knots: closed ? knots.slice(0, -1) : knots };
}
