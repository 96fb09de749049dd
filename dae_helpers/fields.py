"""The vector field of a map: at each point, the arrow from the point to where the map sends it."""

from typing import NamedTuple

import torch
from torch import Tensor

from . import arguments
from .arguments import Map


class Field(NamedTuple):
    """Arrows in the plane: points (k, 2) are their tails, arrows (k, 2) the displacements r(x) − x."""

    points: Tensor
    arrows: Tensor


def on_grid(r: Map, extent: float = 1.6, n: int = 25) -> Field:
    """The displacement r(x) − x on an n × n grid (n ≥ 2) over [−extent, extent]², for a map of the plane."""
    extent, n = arguments.positive("extent", extent), arguments.count("n", n, least=2)
    ticks = torch.linspace(-extent, extent, n, dtype=torch.float32)
    x = torch.cartesian_prod(ticks, ticks)
    with torch.no_grad():
        return Field(x, arguments.apply(r, x) - x)


def path(r: Map, start: Tensor, steps: int = 50) -> Tensor:
    """Where repeated steps x ← r(x) lead from the points start (k, d): (steps + 1, k, d)."""
    x, steps = arguments.points("start", start), arguments.count("steps", steps)
    visited = [x.detach()]
    with torch.no_grad():
        for _ in range(steps):
            visited.append(arguments.apply(r, visited[-1]))
    return torch.stack(visited)


def jacobian(r: Map, x: Tensor) -> Tensor:
    """∇r(x), (n, d) → (n, d, d): entry [k, i, j] is ∂rᵢ/∂xⱼ at the point x[k].

    r must treat each point by itself and be differentiable by torch; else ValueError.
    """
    parts = arguments.points("x", x).detach().split(2048)  # all at once would need much memory
    return torch.cat([slopes(r, part) for part in parts])


def slopes(r: Map, x: Tensor) -> Tensor:
    """∇r(x), (n, d) → (n, d, d), of a few points, for jacobian."""
    x = x.requires_grad_()
    with torch.enable_grad():
        y = arguments.apply(r, x)
        if not y.requires_grad:
            raise ValueError("r must be differentiable by torch, got a map that does not track gradients")
        # Each output depends on its own point only, so a sum over the points mixes no two of them.
        rows = [torch.autograd.grad(y[:, i].sum(), x, retain_graph=True)[0] for i in range(x.shape[1])]
    return torch.stack(rows, dim=1)
