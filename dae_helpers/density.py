"""The density of the corrupted points in a view of the plane, and its contours: the hills."""

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from torch import Tensor

from . import arguments
from .palette import CLEAN, SHARES
from .posterior import Posterior

Limits = tuple[tuple[float, float], tuple[float, float]]  # of a view: along x, and along y
HILLS = [tuple(1 - depth * (1 - c) for c in to_rgb(CLEAN)) for depth in (0.1, 0.2, 0.3, 0.4, 0.5)]


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
        self.levels = heights(self._blurred(*self.cells))

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


def heights(p: Tensor) -> list[float]:
    """The densities above which SHARES of the points lie, growing; p: the density on an even grid."""
    high = p.flatten().sort(descending=True).values
    within = high.cumsum(0)
    last = torch.searchsorted(within, within[-1] * torch.tensor(SHARES).to(high)).clamp(max=len(high) - 1)
    # A little apart, lest two be the same, as all are where there is nothing to be seen
    return [(each + 1e-300) * (1 + 1e-6 * k) for k, each in enumerate(high[last].tolist())]


def hills(
    best: Posterior, ax: Axes, old: PathCollection | None = None, animated: bool = False
) -> PathCollection:
    """Density contours: that of the corrupted points in the ax's view, as teal hills that hold 99% of them.

    old: hills drawn before, which these replace; animated: for a picture that changes.
    """
    arguments.instance("best", best, Posterior, "oracle.PosteriorMean(curve, 0.1)")
    arguments.points("best.nodes", best.nodes, d=2)
    seen = landscape(best, limits(ax))
    return bands(*seen.picture, seen.levels, ax, old, animated)


def bands(
    x: Tensor,
    y: Tensor,
    p: Tensor,
    levels: Sequence[float],
    ax: Axes,
    old: PathCollection | None = None,
    animated: bool = False,
) -> PathCollection:
    """The hills of any density: p (m, k) over ticks x (k,) and y (m,), from each of five levels up."""
    z = array(p)
    paths = filled(array(x), array(y), z, [*levels, 1.01 * max(z.max(), levels[-1])])
    if old is not None:
        old.set_paths(paths)
        return old
    drawn = PathCollection(paths, facecolors=HILLS, antialiased=False, zorder=0, animated=animated)
    ax.add_collection(drawn)
    return drawn


def filled(x: np.ndarray, y: np.ndarray, z: np.ndarray, levels: Sequence[float]) -> list[Path]:
    """Filled contours of z (m, k) over ticks x (k,) and y (m,), from each level to the next, as contourf."""
    lines: Any = contour_generator(x, y, z, name="mpl2014", fill_type="OuterCode")
    found = [lines.filled(low, high) for low, high in pairwise(levels)]
    nothing = Path(np.empty((0, 2)))
    return [Path(np.concatenate(at), np.concatenate(codes)) if at else nothing for at, codes in found]


def limits(ax: Axes) -> Limits:
    """From where to where the ax shows the plane, along x and along y."""
    (left, right), (bottom, top) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    return (left, right), (bottom, top)


def array(x: Tensor) -> np.ndarray:
    """What matplotlib can draw: numbers of any type, on any device, with or without gradients."""
    return x.detach().cpu().double().numpy()
