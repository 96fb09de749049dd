"""The posterior: where a corrupted point may have come from, when the clean points are known."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from . import arguments, quadrature
from .threads import one_thread


class Block(NamedTuple):
    """Some points x̃ (k, d) and the nodes (j, d) near enough to matter, both as seen from the origin (d,).

    logits (k, j): of the posterior, up to a constant for each x̃; near: (j,), which of the nodes they are.
    """

    logits: Tensor
    x_noisy: Tensor
    nodes: Tensor
    origin: Tensor
    near: Tensor


class Posterior:
    """The posterior mean r*(x̃) = E[x | x̃], for a clean point x among the nodes and x̃ = x + σ·ε, ε ~ N(0, I).

    nodes: (m, d), in any dimension d; weights: (m,), their probabilities up to a common factor; sigma > 0:
    the noise's standard deviation. No map has a smaller mean squared error. For a finite set of points it is
    the empirical (ideal) denoiser, p_σ their kernel density estimate, and repeated steps are mean shift.
    Exact up to the rounding of float64. Source: Karras et al. (2022), eq. 57.
    """

    def __init__(self, nodes: Tensor, weights: Tensor, sigma: float):
        self.sigma = arguments.positive("sigma", sigma)
        self.nodes = arguments.points("nodes", nodes, finite=True).detach().cpu().double()
        self.weights = probabilities(weights, len(nodes))
        self._log_weights = self.weights.log()

    def __call__(self, x_noisy: Tensor) -> Tensor:
        """r*(x̃): (n, d) → (n, d)."""
        return self._mean(x_noisy).to(x_noisy)

    def score(self, x_noisy: Tensor) -> Tensor:
        """∇log p_σ(x̃) = (r*(x̃) − x̃)/σ², (n, d) → (n, d). Source: Efron (2011), eq. 1.4 (Tweedie)."""
        arrows = self._mean(x_noisy) - x_noisy.cpu().double()
        return (arrows / self.sigma**2).to(x_noisy)

    def covariance(self, x_noisy: Tensor) -> Tensor:
        """Cov(x | x̃) = σ²·∇r*(x̃): (n, d) → (n, d, d)."""

        def covariance(b: Block) -> Tensor:
            p = b.logits.softmax(dim=1)
            away = (b.nodes - mean for mean in p @ b.nodes)
            return torch.stack([(q * each.T) @ each for q, each in zip(p, away)])

        return self._for_each(x_noisy, (self.nodes.shape[1],) * 2, covariance).to(x_noisy)

    def posterior(self, x_noisy: Tensor) -> Tensor:
        """The probability p(x | x̃) of each node: (n, d) → (n, m)."""

        def posterior(b: Block) -> Tensor:
            nowhere = b.logits.new_zeros(len(b.logits), len(self.nodes))
            return nowhere.index_copy(1, b.near, b.logits.softmax(dim=1))

        return self._for_each(x_noisy, (len(self.nodes),), posterior).to(x_noisy)

    def log_density(self, x_noisy: Tensor) -> Tensor:
        """log p_σ(x̃), where p_σ is the density of the corrupted points: (n, d) → (n,)."""
        log_factor = self.nodes.shape[1] / 2 * math.log(2 * math.pi * self.sigma**2)

        def log_density(b: Block) -> Tensor:
            return b.logits.logsumexp(dim=1) - b.x_noisy.square().sum(dim=1) / (2 * self.sigma**2)

        return (self._for_each(x_noisy, (), log_density) - log_factor).to(x_noisy)

    def mmse(self) -> float:
        """The least possible error E‖r*(x̃) − x‖² = E tr Cov(x | x̃).

        In the plane by quadrature, to 1e-5 of itself for curves and for points no more than 5σ apart. In
        other dimensions the mean over 4096 evenly spread points x̃: to a few per cent of itself.
        """
        if self.nodes.shape[1] == 2:
            return quadrature.mean_variance(self.nodes, self.weights, self.sigma)
        sobol = torch.quasirandom.SobolEngine(1 + self.nodes.shape[1], scramble=True, seed=0)
        # Kept off 0 and 1, where the normal quantile is infinite
        u = sobol.draw(4096, dtype=torch.float64).clamp(1e-9, 1 - 1e-9)
        drawn = torch.searchsorted(self.weights.cumsum(0), u[:, 0].contiguous()).clamp(
            max=len(self.nodes) - 1
        )

        def variance(b: Block) -> Tensor:
            p = b.logits.softmax(dim=1)
            return p @ b.nodes.square().sum(dim=1) - (p @ b.nodes).square().sum(dim=1)

        x_noisy = self.nodes[drawn] + self.sigma * torch.special.ndtri(u[:, 1:])
        return self._for_each(x_noisy, (), variance).mean().item()

    def _mean(self, x_noisy: Tensor) -> Tensor:
        shape = (self.nodes.shape[1],)
        return self._for_each(x_noisy, shape, lambda b: b.logits.softmax(dim=1) @ b.nodes + b.origin)

    def _for_each(
        self, x_noisy: Tensor, shape: tuple[int, ...], statistic: Callable[[Block], Tensor]
    ) -> Tensor:
        """A statistic (k, *shape) of each point's posterior, in blocks that stay in the cache."""
        x = arguments.points("x_noisy", x_noisy, d=self.nodes.shape[1]).cpu().double()
        # Filled in place: small tensors kept between large ones would scatter the memory.
        result = x.new_empty(len(x), *shape)
        with one_thread():
            for cell in self._cells(x):
                origin, near = self._near(x[cell].detach())
                # p(x | x̃) ∝ w·exp(−‖x̃ − x‖²/2σ²) ∝ exp(x̃·x/σ² + log w − ‖x‖²/2σ²): linear in x̃, then
                # softmax. As seen from a node, or far away all digits would be lost among the squares.
                nodes = self.nodes[near] - origin
                offset = self._log_weights[near] - nodes.square().sum(dim=1) / (2 * self.sigma**2)
                for rows in cell.split(max(1, 60_000 // len(near))):
                    seen = x[rows] - origin
                    logits = torch.addmm(offset, seen, nodes.T / self.sigma**2)
                    result[rows] = statistic(Block(logits, seen, nodes, origin, near))
        return result

    def _cells(self, x: Tensor) -> Iterator[Tensor]:
        """Points (n, d) by neighbourhood, squares in their first two coordinates: which, (k,) each.

        A square is 8σ wide, or wider, to hold some 100 points: fewer don't repay a look at all nodes.
        """
        if len(x) <= 100:
            return iter([torch.arange(len(x))] if len(x) else [])
        corner = x[:, :2].detach() - x[:, :2].detach().amin(dim=0)
        side = max(8 * self.sigma, 10 * corner.max().item() / math.sqrt(len(x)))
        column_row = (corner / side).floor().long()
        _, cell, sizes = (column_row[:, 0] + 2**31 * column_row[:, -1]).unique(
            return_inverse=True, return_counts=True
        )
        return iter(cell.argsort().split(sizes.tolist()))

    def _near(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """A node (d,) near the points x (k, d), and which nodes (j,) matter to them.

        Left out is a node that is e⁴⁵ times less probable than the first one, whichever of the points is x̃.
        """
        centre, variance = x.mean(dim=0), self.sigma**2
        first = (self._log_weights - (self.nodes - centre).square().sum(dim=1) / (2 * variance)).argmax()
        away = self.nodes - self.nodes[first]
        squares = away.square().sum(dim=1)
        # The logits at the centre, and by how much they can grow from there to one of the points
        logits = self._log_weights + (away @ (centre - self.nodes[first]) - squares / 2) / variance
        growth = (x - centre).norm(dim=1).max() / variance * squares.sqrt()
        negligible = logits + growth < self._log_weights[first] - 45
        return self.nodes[first], (~negligible).nonzero().squeeze(1)


def probabilities(weights: Tensor, m: int) -> Tensor:
    """Weights (m,), none negative, divided by their sum, in float64. Raises TypeError or ValueError."""
    arguments.instance("weights", weights, Tensor)
    weights = weights.detach().cpu().double()
    if weights.shape != (m,) or not (weights >= 0).all() or not 0 < weights.sum() < math.inf:
        raise ValueError(f"weights must be {m} numbers ≥ 0, not all of them 0, got {weights}")
    return weights / weights.sum()
