"""A curve in the plane, measured by its arc length."""

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
        tangents = self._along(chords[1:] + chords[:-1], self._even(n))
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


def by_arc_length(name: str, path: Tensor, closed: bool, knots: Tensor | None = None) -> Curve:
    """The curve along a polyline (k, 2), with its vertices moved so that they are evenly spaced."""
    if closed:
        path[-1] = path[0]
    steps = path.diff(dim=0).norm(dim=1)
    arc = torch.cat([steps.new_zeros(1), steps.cumsum(0)])
    s = torch.linspace(0, 1, SEGMENTS + 1, dtype=torch.float64) * arc[-1]
    i = torch.searchsorted(arc, s).clamp(1, len(arc) - 1)
    w = (s - arc[i - 1]) / steps[i - 1]
    vertices = torch.lerp(path[i - 1], path[i], w.unsqueeze(1))
    return Curve(name, arc[-1].item(), closed, vertices, knots)
