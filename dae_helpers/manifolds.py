"""Curves in the plane: the one-dimensional manifolds on which the clean points lie.

CURVES, at the end, holds a maker for each by its name. A new curve is one more entry there, or, if it goes
through points, in curves.json, which the living page reads too.
"""

import json
import math
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import arguments
from .curve import SEGMENTS, Curve, by_arc_length

# By their names, what `through` makes them of: the infinity sign of 16 points of Gerono's lemniscate,
# 1.3 (cos t, sin t cos t); the star of ten corners, in turn on two circles, and the middles of its edges.
DRAWN: dict[str, dict] = json.loads(Path(__file__).with_name("curves.json").read_text(encoding="utf-8"))


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

    points: (m, 2), a tensor or anything that NumPy reads, m ≥ 2 (3 if closed), in the order of travel; within
    [−1.5, 1.5]², where the networks learn well. A point that repeats the one before it is dropped.
    Raises TypeError or ValueError for too few distinct points, a wrong shape, or what is no finite number.
    Source: centripetal Catmull–Rom spline, Yuksel, Schaefer & Keyser (2011).
    """
    drawn = arguments.points("points", _read(points), d=2, finite=True)
    knots = torch.cat([drawn, drawn[:1]]) if closed else drawn
    steps = knots.diff(dim=0).norm(dim=1)
    moved = steps > 1e-9 * steps.sum()
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


def _read(points) -> Tensor:
    """The numbers, in float64. Raises ValueError."""
    try:
        read = points.detach().cpu().double() if isinstance(points, Tensor) else points
        return torch.tensor(np.asarray(read, dtype=np.float64, order="C"))
    except (TypeError, ValueError) as error:
        raise ValueError(f"points must be an (m, 2) array of numbers: {error}") from error


def _trace(name: str, position: Callable[[Tensor], Tensor], closed: bool = False) -> Curve:
    """The curve that position(t), (m,) → (m, 2), runs through as t goes from 0 to 1."""
    return by_arc_length(name, position(torch.linspace(0, 1, SEGMENTS + 1, dtype=torch.float64)), closed)


def _polar(radius: Tensor, angle: Tensor) -> Tensor:
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


CURVES: dict[str, Callable[[], Curve]] = {
    "line": line,
    "circle": circle,
    "spiral": spiral,
    **{name: partial(through, **drawn, name=name) for name, drawn in DRAWN.items()},
}


@cache
def named(name: str) -> Curve:
    """The curve that CURVES makes under this name, made once. Raises ValueError for any other name."""
    return CURVES[arguments.one_of("curve", name, CURVES)]()
