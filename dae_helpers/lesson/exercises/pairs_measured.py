"""What is measured of training pairs: where the targets lie, and what noise is on the input."""

import torch
from torch import Tensor

from ... import manifolds
from ...stage.statistics import finite, kolmogorov, repeated

# Two settings, the first also with another seed, and then once more.
RADII, SIGMAS, SEEDS = (0.8, 1.3, 0.8, 0.8), (0.2, 0.05, 0.2, 0.2), (3, 5, 4, 3)
SIZES = (100_000, 40_000, 100_000, 100_000)
MANY = 40_000  # as many as are sorted, which takes long


def trials() -> list[tuple]:
    return list(zip(map(manifolds.circle, RADII), SIGMAS, SIZES, SEEDS))


class Pairs:
    """What is measured of the pairs of trial k: inputs x_noisy and targets x, (n, 2) each."""

    def __init__(self, k: int, x_noisy: Tensor, x: Tensor):
        self.radius, self.sigma = RADII[k], SIGMAS[k]
        self.x_noisy, self.x, self.noise = x_noisy, x, x_noisy - x
        self.off = self.distance(x)
        self.crowding = kolmogorov(self.places()[:MANY])
        self.spread = self.noise.square().mean().sqrt().item()
        # By how much the input shrinks or stretches the clean point: the slope of the noise over x
        self.kept = ((self.noise * x).sum() / x.square().sum()).item()

    def distance(self, x: Tensor) -> float:
        """The mean distance of points from the circle that was handed in."""
        return (x.norm(dim=1) - self.radius).abs().mean().item()

    def places(self) -> Tensor:
        """The share of the circle, from 0 to 1, that lies before each target."""
        return torch.atan2(self.x[:, 1], self.x[:, 0]) / (2 * torch.pi) % 1

    def has_spread(self, sigma: float) -> bool:
        """Whether this is the noise's standard deviation, to 3%."""
        return abs(self.spread / sigma - 1) < 0.03

    def kurtosis(self) -> float:
        """E[z⁴] of the standardised noise: 3 for normal noise, 1.8 for uniform noise."""
        z = self.noise - self.noise.mean(dim=0)
        return ((z / z.std(dim=0)) ** 4).mean().item()

    def fine(self) -> bool:
        return bool(
            self.off < 1e-3
            and self.crowding < 2.5
            and abs(self.spread / self.sigma - 1) < 0.015
            and unlike_normal(self.noise) < 2.5
            and repeated(self.noise) < 0.01
            and torch.corrcoef(self.noise.T)[0, 1].abs() < 0.03
            and abs(self.kept) < 0.005
        )


def measured(got: list) -> list[Pairs]:
    return [Pairs(k, *pair) for k, pair in enumerate(finite(got))]


def unlike_normal(x: Tensor) -> float:
    """Kolmogorov's statistic of either coordinate, the larger, were they normal numbers of their spread."""
    return max(kolmogorov(torch.special.ndtr(column / column.std())) for column in x[:MANY].T)


def tenths(*pairs: Pairs) -> Tensor:
    """The variance of the noise on each tenth of the circle, in units of σ²; by chance ± 0.007 for two."""
    place = torch.cat([(each.places() * 10).long().clamp(0, 9) for each in pairs])
    squares = torch.cat([each.noise.square().mean(dim=1) / each.sigma**2 for each in pairs])
    return torch.stack([squares[place == tenth].mean() for tenth in range(10)])
