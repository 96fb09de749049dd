"""What is measured of training pairs: where the targets lie, and what noise is on the input."""

from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

from ... import manifolds
from ...manifolds import Curve
from ...stage.statistics import kolmogorov, repeated

# Two settings, the first also with another seed, and then once more.
RADIUS, LENGTH = 0.8, 1.6
MANY = 40_000  # as many as are sorted, which takes long
SIGMAS, SIZES, SEEDS = (0.2, 0.05, 0.2, 0.2), (100_000, 40_000, 100_000, 100_000), (3, 5, 4, 3)


@cache
def curves() -> list[Curve]:
    circle = manifolds.circle(RADIUS)
    return [circle, manifolds.line(LENGTH), circle, circle]


def trials() -> list[tuple]:
    own = [Curve(c.name, c.length, c.closed, c.vertices.clone()) for c in curves()]
    return list(zip(own, SIGMAS, SIZES, SEEDS))


def distance(x: Tensor, k: int = 0) -> float:
    """The mean distance from the curve of trial k."""
    if k == 1:
        return (x[:, 1].abs() + (x[:, 0].abs() - LENGTH / 2).clamp(0)).mean().item()
    return (x.norm(dim=1) - RADIUS).abs().mean().item()


def places(x: Tensor, k: int = 0) -> Tensor:
    """The share of the length of trial k's curve, from 0 to 1, that lies before each point."""
    return x[:, 0] / LENGTH + 0.5 if k == 1 else torch.atan2(x[:, 1], x[:, 0]) / (2 * torch.pi) % 1


def noise(got: list, k: int = 0) -> Tensor:
    return got[k][0] - got[k][1]


def spread(got: list, k: int = 0) -> float:
    return noise(got, k).square().mean().sqrt().item()


def is_spread(got: list, size: Callable[[float], float]) -> bool:
    """Whether the noise has the standard deviation size(σ) in both settings."""
    return all(abs(spread(got, k) / size(SIGMAS[k]) - 1) < 0.03 for k in (0, 1))


def unlike_normal(x: Tensor) -> float:
    """Kolmogorov's statistic of either coordinate, the larger, were they normal numbers of their spread."""
    return max(kolmogorov(torch.special.ndtr(column / column.std())) for column in x[:MANY].T)


def kurtosis(got: list) -> float:
    """E[z⁴] of the standardised noise: 3 for normal noise, 1.8 for uniform noise."""
    z = noise(got) - noise(got).mean(dim=0)
    return ((z / z.std(dim=0)) ** 4).mean().item()


def kept(got: list, k: int = 0) -> float:
    """By how much the input shrinks or stretches the clean point: the slope of the noise over x."""
    x = got[k][1]
    return ((noise(got, k) * x).sum() / x.square().sum()).item()


def tenths(got: list, k: int = 0) -> Tensor:
    """The variance of the noise on each tenth of the curve, in units of σ²; by chance ± 0.007."""
    pairs = [got[0], got[2]] if k == 0 else [got[k]]
    x_noisy, x = (torch.cat(each) for each in zip(*pairs))
    place = (places(x, k) * 10).long().clamp(0, 9)
    squares = (x_noisy - x).square().mean(dim=1) / SIGMAS[k] ** 2
    return torch.stack([squares[place == tenth].mean() for tenth in range(10)])


def fine(got: list, k: int) -> bool:
    """Whether the pairs of one trial are as they should be."""
    x, e = got[k][1], noise(got, k)
    return bool(
        distance(x, k) < 1e-3
        and kolmogorov(places(x[:MANY], k)) < 2.5
        and abs(spread(got, k) / SIGMAS[k] - 1) < 0.015
        and unlike_normal(e) < 2.5
        and repeated(e) < 0.01
        and torch.corrcoef(e.T)[0, 1].abs() < 0.03
        and abs(kept(got, k)) < 0.005
    )


def own_curve(got: list) -> bool:
    """Whether the targets lie on some circle, but not on the curve that was handed in."""
    radius = got[0][1].norm(dim=1)
    return bool(
        distance(got[0][1]) > 1e-3 > radius.std() or distance(got[0][1]) < 1e-3 < distance(got[1][1], 1)
    )


def noise_on_target(got: list) -> bool:
    return all(0.3 < distance(got[k][1], k) / SIGMAS[k] < 2 for k in (0, 1))


def says(got: list) -> str:
    k = next((k for k in range(3) if not fine(got, k)), 0)
    if not noise(got, k).isfinite().all():
        return ""
    on_tenths = tenths(got, k)
    on_tenths = on_tenths[on_tenths.isfinite()]  # some may hold no point
    return (
        f"Over {SIZES[k]} pairs at σ = {SIGMAS[k]}, input minus target has the standard deviation "
        f"{spread(got, k):.4f} and the mean {noise(got, k).mean():.4f}. From one tenth of the curve to "
        f"another its variance runs from {on_tenths.min():.2f} to {on_tenths.max():.2f} times σ². "
        f"The targets lie {distance(got[k][1], k):.2g} from the curve."
    )
