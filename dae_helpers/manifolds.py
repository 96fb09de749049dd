"""Curves in the plane: the one-dimensional manifolds on which the clean points lie.

CURVES, at the end, holds a maker for each by its name: a new curve is one more entry.
"""

import math
from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

from . import arguments
from .curve import SEGMENTS, Curve, by_arc_length


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
    return by_arc_length(name, path, closed, drawn)


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
    return by_arc_length(name, position(torch.linspace(0, 1, SEGMENTS + 1, dtype=torch.float64)), closed)


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


def named(name: str) -> Curve:
    """The curve that CURVES makes under this name, made once. Raises ValueError for any other name."""
    return _made(arguments.one_of("curve", name, CURVES))


@cache
def _made(name: str) -> Curve:
    return CURVES[name]()
