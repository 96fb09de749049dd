"""The vector field of a map: at each point, the arrow from the point to where the map sends it."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from . import arguments
from .posterior import Posterior

# The hills behind the arrows: their bands hold these shares of the corrupted points.
SHARES = (0.99, 0.9, 0.7, 0.45, 0.2)


class Field(NamedTuple):
    """Arrows in the plane: points (k, 2) are their tails, arrows (k, 2) the displacements r(x) − x."""

    points: Tensor
    arrows: Tensor


def on_grid(r: Callable[[Tensor], Tensor], extent: float = 1.6, n: int = 25) -> Field:
    """The displacement r(x) − x on an n × n grid (n ≥ 2) over [−extent, extent]², for a map of the plane."""
    extent, n = arguments.positive("extent", extent), arguments.count("n", n, least=2)
    ticks = torch.linspace(-extent, extent, n, dtype=torch.float32)
    x = torch.cartesian_prod(ticks, ticks)
    with torch.no_grad():
        return Field(x, arguments.apply(r, x) - x)


def path(r: Callable[[Tensor], Tensor], start: Tensor, steps: int = 50) -> Tensor:
    """Where repeated steps x ← r(x) lead from the points start (k, d): (steps + 1, k, d)."""
    x, steps = arguments.points("start", start), arguments.count("steps", steps)
    visited = [x.detach()]
    with torch.no_grad():
        for _ in range(steps):
            visited.append(arguments.apply(r, visited[-1]))
    return torch.stack(visited)


def jacobian(r: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """∇r(x), (n, d) → (n, d, d): entry [k, i, j] is ∂rᵢ/∂xⱼ at the point x[k].

    r must treat each point by itself and be differentiable by torch; else ValueError.
    """
    x = arguments.points("x", x).detach()
    return torch.cat([slopes(r, part) for part in x.split(2048)])  # all at once would need much memory


def slopes(r: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """∇r(x), (n, d) → (n, d, d), of a few points, for jacobian."""
    x = x.requires_grad_()
    with torch.enable_grad():
        y = arguments.apply(r, x)
        if not y.requires_grad:
            raise ValueError("r must be differentiable by torch, got a map that does not track gradients")
        # Each output depends on its own point only, so a sum over the points mixes no two of them.
        rows = [torch.autograd.grad(y[:, i].sum(), x, retain_graph=True)[0] for i in range(x.shape[1])]
    return torch.stack(rows, dim=1)


@lru_cache(maxsize=32)
def landscape(best: Posterior, extent: float) -> tuple[Tensor, Tensor, list[float]]:
    """The density p_σ on a grid over [−extent, extent]²: its ticks (n,), its values (n, n), y by x, and the
    levels above which SHARES of the corrupted points lie.

    p_σ = p ∗ N(0, σ²I): the curve's nodes, put on a grid, are blurred by a product of Fourier transforms.
    """
    n = min(160, max(50, round(2 * extent / (0.4 * best.sigma))))  # cells across the view
    step = 2 * extent / n
    beyond = math.ceil(4 * best.sigma / step)  # so that nothing comes round the edge
    cells = n + 2 * beyond
    place = (best.nodes + extent) / step + beyond - 0.5
    corner = place.floor().clamp(0, cells - 2)
    part = place - corner
    grid = best.nodes.new_zeros(cells * cells)
    for dx, dy in [(0, 0), (0, 1), (1, 0), (1, 1)]:  # each node on its four neighbours
        share = (1 - (dx - part[:, 0]).abs()) * (1 - (dy - part[:, 1]).abs())
        grid.index_add_(0, ((corner[:, 1] + dy) * cells + corner[:, 0] + dx).long(), best.weights * share)
    k = 2 * torch.pi * torch.fft.fftfreq(cells, step, dtype=grid.dtype)
    blur = torch.exp(-(best.sigma**2 - step**2 / 6) * k.square() / 2)  # sharing out has blurred by step²/6
    p = torch.fft.ifft2(torch.fft.fft2(grid.view(cells, cells)) * blur * blur[:, None]).real.clamp(min=0)
    high = p.flatten().sort(descending=True).values
    within = high.cumsum(0)
    levels = [high[torch.searchsorted(within, share)].item() / step**2 for share in SHARES]
    seen = slice(beyond - 1, beyond + n + 1)  # up to the frame, and a cell more
    ticks = (torch.arange(-1, n + 1) + 0.5) * step - extent
    return ticks, p[seen, seen] / step**2, levels
