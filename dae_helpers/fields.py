"""The vector field of a map: at each point, the arrow from the point to where the map sends it."""

import math
from functools import cached_property, lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from . import arguments
from .arguments import Map
from .palette import SHARES
from .posterior import Posterior

Limits = tuple[tuple[float, float], tuple[float, float]]  # of a view: along x, and along y


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
    x = arguments.points("x", x).detach()
    if len(x) == 0:
        return x.new_empty(0, x.shape[1], x.shape[1])
    return torch.cat([slopes(r, part) for part in x.split(2048)])  # all at once would need much memory


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


class Landscape:
    """The density p_σ of the corrupted points in a view of the plane, and its contours.

    To 2% of its peak where the view is at most 80σ wide.

    best: the exact denoiser; limits: the view's. What lies more than 4σ outside it doesn't count.
    levels: the densities above which SHARES of the corrupted points lie, growing.
    p_σ = p ∗ N(0, σ²I): the nodes, shared out to a grid, are blurred along one axis, then along the other.
    """

    def __init__(self, best: Posterior, limits: Limits):
        self.sigma, self.limits, around = best.sigma, limits, 4 * best.sigma
        self.steps = [max(0.4 * best.sigma, (high - low) / 160) for low, high in limits]
        self.cells = [
            torch.arange(low - around, high + around + step, step, dtype=torch.float64)
            for (low, high), step in zip(limits, self.steps)
        ]
        self.weights = self._shared_out(best.nodes, best.weights)
        high = self._blurred(*self.cells).flatten().sort(descending=True).values
        within = high.cumsum(0)
        last = torch.searchsorted(within, within[-1] * torch.tensor(SHARES).to(high)).clamp(max=len(high) - 1)
        # A little apart, lest two be the same, as all are where there is nothing to be seen
        self.levels = [(p + 1e-300) * (1 + 1e-6 * k) for k, p in enumerate(high[last].tolist())]

    @cached_property
    def picture(self) -> tuple[Tensor, Tensor, Tensor]:
        """Ticks x (k,) and y (m,), from a step before the frame to a step after it, and p_σ there, (m, k)."""
        ticks = []
        for (low, high), step in zip(self.limits, self.steps):
            n = max(50, round((high - low) / step))
            step = (high - low) / n
            ticks.append(torch.linspace(low - step, high + step, n + 3, dtype=torch.float64))
        return *ticks, self._blurred(*ticks).T

    def at(self, x: Tensor) -> Tensor:
        """p_σ at the points x: (n, 2) → (n,)."""
        across, up = (self._gaussian(axis, x[:, axis].cpu().double()) for axis in (0, 1))
        return (across @ self.weights * up).sum(dim=1)

    def _shared_out(self, nodes: Tensor, weights: Tensor) -> Tensor:
        """The weights on the grid of cells, (columns, rows): each node's among its four neighbours."""
        place = (nodes - torch.stack([each[0] for each in self.cells])) / nodes.new_tensor(self.steps)
        shape = torch.tensor([len(each) for each in self.cells])
        near = ((place >= 0) & (place < shape - 1)).all(dim=1)
        grid = weights.new_zeros(shape.tolist())
        for corner in torch.cartesian_prod(*[torch.arange(2)] * 2):
            cell = place[near].floor() + corner
            share = (1 - (cell - place[near]).abs()).prod(dim=1)
            grid.index_put_(tuple(cell.long().T), weights[near] * share, accumulate=True)
        return grid

    def _blurred(self, x: Tensor, y: Tensor) -> Tensor:
        """p_σ where the ticks x (k,) and y (m,) cross: (k, m)."""
        return self._gaussian(0, x) @ self.weights @ self._gaussian(1, y).T

    def _gaussian(self, axis: int, ticks: Tensor) -> Tensor:
        """The Gaussian from each tick to each cell of an axis: (len(ticks), len(cells))."""
        cells, step = self.cells[axis], self.steps[axis]
        # Sharing out has blurred by step²/6; a width below half a step would fall between the ticks
        variance = max(self.sigma**2 - step**2 / 6, step**2 / 4)
        squares = (ticks.unsqueeze(1) - cells).square()
        return (-squares / (2 * variance)).exp() / math.sqrt(2 * math.pi * variance)


landscape = lru_cache(maxsize=32)(Landscape)
