"""Curves in the plane: the one-dimensional manifolds on which the clean points lie.

CURVES, at the end, holds a maker for each by its name: a new curve is one more entry.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Tensor, nn

from . import arguments, seeds

# A curve is kept as a polyline of this many equal segments: on the spiral, within 3e-7 of the true curve.
SEGMENTS = 65536


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve in the plane, measured by its arc length.

    name: shown in titles; length: its arc length; closed: whether it ends where it starts;
    vertices: (m, 2) float64, evenly spaced along the curve; knots: (k, 2) float64, the points through
    which it was drawn, or None.
    """

    name: str
    length: float
    closed: bool
    vertices: Tensor = field(repr=False)
    knots: Tensor | None = field(default=None, repr=False)

    @property
    def extent(self) -> float:
        """The smallest a for which the curve lies in the square [−a, a]²."""
        return self.vertices.abs().max().item()

    @property
    def outline(self) -> Tensor:
        """As many of the vertices as a drawing needs: (513, 2) float64, from the curve's start to its end."""
        return self.vertices[:: SEGMENTS // 512]

    @cached_property
    def turning(self) -> Tensor:
        """The angles, in radians, by which the curve has turned at its vertices: (m,) float64, growing."""
        chords = torch.view_as_complex(self.vertices.diff(dim=0))
        angles = (chords[1:] / chords[:-1]).angle().abs()
        return nn.functional.pad(angles, (1, 1)).cumsum(0)

    def at(self, u: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
        """The points (n, 2) at the fractions u in [0, 1], (n,), of the arc length."""
        return self._along(self.vertices, arguments.fractions("u", u)).to(dtype)

    def sample(self, n: int, seed: int | torch.Generator = 0) -> Tensor:
        """n random points (n, 2), uniform by arc length."""
        n = arguments.count("n", n)
        return self.at(torch.rand(n, generator=seeds.generator(seed), dtype=torch.float64))

    def points(self, n: int) -> Tensor:
        """n points (n, 2), evenly spaced by arc length; an open curve's ends are among them."""
        return self.at(self._even(n))

    def tangent(self, n: int) -> Tensor:
        """The unit tangents (n, 2) at points(n), in the direction of travel."""
        chords = self.vertices.diff(dim=0)
        if self.closed:
            chords = torch.cat([chords[-1:], chords, chords[:1]])
        else:  # beyond an open end the chords go on turning as they did before it
            chords = torch.cat([2 * chords[:1] - chords[1:2], chords, 2 * chords[-1:] - chords[-2:-1]])
        both = chords[1:] + chords[:-1]
        # At a hairpin the two chords cancel, and the one that arrives is as good as any.
        both = torch.where(both.norm(dim=1, keepdim=True) > 1e-12, both, chords[:-1])
        tangents = self._along(both, self._even(n))
        return (tangents / tangents.norm(dim=1, keepdim=True)).float()

    def _even(self, n: int) -> Tensor:
        n = arguments.count("n", n)
        if self.closed:
            return torch.arange(n, dtype=torch.float64) / n
        return torch.linspace(0, 1, n, dtype=torch.float64)

    def _along(self, values: Tensor, u: Tensor) -> Tensor:
        """Interpolate values (m, k), given at the vertices, at the fractions u of the arc length."""
        s = u.double() * (len(values) - 1)
        i = s.long().clamp(max=len(values) - 2)
        return torch.lerp(values[i], values[i + 1], (s - i).unsqueeze(1))


def line(length: float = 2.0) -> Curve:
    """A straight line segment on the x-axis, centred at the origin. length > 0."""
    half = arguments.positive("length", length) / 2
    return _trace("line", lambda t: torch.stack([half * (2 * t - 1), 0 * t], dim=1))


def circle(radius: float = 1.0) -> Curve:
    """A circle around the origin. radius > 0."""
    radius = arguments.positive("radius", radius)
    return _trace("circle", lambda t: _polar(radius + 0 * t, 2 * math.pi * t), closed=True)


def spiral(turns: float = 2.0) -> Curve:
    """An Archimedean spiral from radius 0.25 to 1.25; its arms lie 1/turns apart. turns in (0, 100].

    Its radius grows evenly with the angle: r = 0.25 + θ/(2π·turns).
    """
    turns = arguments.number("turns", arguments.positive("turns", turns), most=100)
    return _trace("spiral", lambda t: _polar(0.25 + t, 2 * math.pi * turns * t))


def through(points, closed: bool = False, name: str = "curve") -> Curve:
    """A smooth curve through points drawn by hand.

    points: (m, 2), anything that torch.as_tensor takes, m ≥ 2 (3 if closed), in the order of travel;
    within [−1.5, 1.5]², where the networks learn well. A point that repeats the one before it is dropped.
    Raises ValueError for too few distinct points, a wrong shape, or values that are not finite.
    Source: centripetal Catmull–Rom spline, Yuksel, Schaefer & Keyser (2011).
    """
    try:
        drawn = torch.as_tensor(points, dtype=torch.float64).detach().clone()
    except (TypeError, ValueError) as error:
        raise type(error)(f"points must be an (m, 2) array of numbers, got {points!r}") from error
    arguments.points("points", drawn, d=2)
    if not drawn.isfinite().all():
        raise ValueError("points must be finite, got NaN or infinity among them")
    knots = torch.cat([drawn, drawn[:1]]) if closed else drawn
    moved = knots.diff(dim=0).norm(dim=1) > 1e-9
    knots = torch.cat([knots[:1], knots[1:][moved]])
    least, distinct = 3 if closed else 2, len(knots) - (closed and len(knots) > 1)
    if distinct < least:
        raise ValueError(f"points must hold at least {least} distinct points, got {distinct}")

    # Each span from p1 to p2 needs a neighbour on both sides; at an open end it is mirrored.
    if closed:
        before, after = knots[-2:-1], knots[1:2]
    else:
        before, after = 2 * knots[:1] - knots[1:2], 2 * knots[-1:] - knots[-2:-1]
    p0, p1, p2, p3 = torch.cat([before, knots, after]).unfold(0, 4, 1).unbind(2)
    d1, d2, d3 = ((b - a).norm(dim=1, keepdim=True).sqrt() for a, b in [(p0, p1), (p1, p2), (p2, p3)])
    m1 = p2 - p1 + d2 * ((p1 - p0) / d1 - (p2 - p0) / (d1 + d2))
    m2 = p2 - p1 + d2 * ((p3 - p2) / d3 - (p3 - p1) / (d2 + d3))
    n = max(4, SEGMENTS // len(p1))
    t = (torch.arange(n, dtype=torch.float64) / n).view(-1, 1, 1)
    hermite = (
        (2 * t**3 - 3 * t**2 + 1) * p1
        + (t**3 - 2 * t**2 + t) * m1
        + (3 * t**2 - 2 * t**3) * p2
        + (t**3 - t**2) * m2
    )
    path = torch.cat([hermite.transpose(0, 1).reshape(-1, 2), knots[-1:]])
    return _by_arc_length(name, path, closed, drawn)


def heart() -> Curve:
    """A heart, through 14 points."""
    t = torch.arange(14, dtype=torch.float64) * 2 * math.pi / 14
    y = 13 * t.cos() - 5 * (2 * t).cos() - 2 * (3 * t).cos() - (4 * t).cos()
    return _drawn("heart", torch.stack([1.28 * t.sin() ** 3, 0.08 * y + 0.2], dim=1))


def infinity() -> Curve:
    """The lemniscate of Gerono, (cos t, sin t cos t), through 16 of its points."""
    t = torch.arange(16, dtype=torch.float64) * 2 * math.pi / 16
    return _drawn("infinity sign", 1.3 * torch.stack([t.cos(), t.sin() * t.cos()], dim=1))


def letter_s() -> Curve:
    """A letter S, through 13 points."""
    half = [[0.8, 0.8], [0.5, 1.15], [0, 1.28], [-0.5, 1.15], [-0.75, 0.75], [-0.55, 0.3]]
    return through([*half, [0, 0], *([-x, -y] for x, y in reversed(half))], name="letter S")


def star() -> Curve:
    """Ten corners, in turn on a large and a small circle, and the middles of the edges between them."""
    t = torch.arange(10, dtype=torch.float64) * math.pi / 5
    corners = _polar(torch.tensor([1.3, 0.55]).double().repeat(5), math.pi / 2 - t)
    return _drawn("star", torch.stack([corners, (corners + corners.roll(-1, 0)) / 2], dim=1).view(-1, 2))


def _drawn(name: str, knots: Tensor) -> Curve:
    """The closed curve through the knots, which are rounded to what a hand would write (and −0 is 0)."""
    return through(knots.round(decimals=2) + 0.0, closed=True, name=name)


def _trace(name: str, position: Callable[[Tensor], Tensor], closed: bool = False) -> Curve:
    """The curve that position(t), (m,) → (m, 2), runs through as t goes from 0 to 1."""
    return _by_arc_length(name, position(torch.linspace(0, 1, SEGMENTS + 1, dtype=torch.float64)), closed)


def _by_arc_length(name: str, path: Tensor, closed: bool, knots: Tensor | None = None) -> Curve:
    """The curve along a polyline (k, 2), with its vertices moved so that they are evenly spaced.

    Raises ValueError if its size is beyond what float64 can hold.
    """
    if closed:
        path[-1] = path[0]
    steps = path.diff(dim=0).norm(dim=1)
    arc = torch.cat([steps.new_zeros(1), steps.cumsum(0)])
    if not 0 < arc[-1] < math.inf:
        raise ValueError(f"the {name}'s size must be such that its length is a number, got {arc[-1]:g}")
    s = torch.linspace(0, 1, SEGMENTS + 1, dtype=torch.float64) * arc[-1]
    i = torch.searchsorted(arc, s).clamp(1, len(arc) - 1)
    w = (s - arc[i - 1]) / steps[i - 1]
    vertices = torch.lerp(path[i - 1], path[i], w.unsqueeze(1))
    return Curve(name, arc[-1].item(), closed, vertices, knots)


def _polar(radius: Tensor, angle: Tensor) -> Tensor:
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


CURVES: dict[str, Callable[[], Curve]] = {
    "line": line,
    "circle": circle,
    "spiral": spiral,
    "heart": heart,
    "infinity sign": infinity,
    "letter S": letter_s,
    "star": star,
}
