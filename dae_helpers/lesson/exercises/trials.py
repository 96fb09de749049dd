"""What several exercises are tried on: exact denoisers, kept for the next check, and corrupted points."""

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor

from ... import oracle
from ...corruption import gaussian
from ...manifolds import Curve
from ...stage.checking import Mistake


@lru_cache(8)
def curve(make: Callable[[], Curve]) -> Curve:
    return make()


def best(make: Callable[[], Curve], sigma: float) -> oracle.PosteriorMean:
    """The exact denoiser of the curve make(), kept for the next check."""
    return oracle.best(curve(make), sigma)


def denoiser(make: Callable[[], Curve], sigma: float) -> Callable[[Tensor], Tensor]:
    """The same as a map and nothing else."""
    return lambda x: best(make, sigma)(x)


def noisy(make: Callable[[], Curve], sigma: float, n: int) -> Tensor:
    """n corrupted points of the curve make(), (n, 2)."""
    return gaussian(curve(make).sample(n, seed=1), sigma, seed=2)


def normal(n: int) -> Tensor:
    """Standard normal numbers (n, 2), float32 like the points."""
    return torch.randn(n, 2, generator=torch.Generator().manual_seed(3), dtype=torch.float32)


def unevenness(u: Tensor) -> float:
    """Kolmogorov's statistic √n·max|F(u) − u|. Random uniform u leave [0.3, 2.5] twice in 100 000 times."""
    n = len(u)
    return n**0.5 * (u.sort().values - (torch.arange(n) + 0.5) / n).abs().max().item()


def repeated(x: Tensor) -> float:
    """The share of points (n, 2) that are others once more; of random ones, hardly any."""
    return 1 - len((x[:, 0] + torch.pi * x[:, 1]).unique()) / len(x)


def same(a: Tensor, b: Tensor) -> bool:
    return bool((a - b).abs().max() < 1e-6)


def not_finite(*examples: Callable) -> Mistake:
    """NaN and infinity among what was returned: no other number says anything then."""

    def finite(value: Tensor | tuple) -> bool:
        return bool(value.isfinite().all()) if isinstance(value, Tensor) else all(map(finite, value))

    words = "Some of your numbers are NaN or infinite, as when something is divided by 0."
    return Mistake(words, lambda got: not all(map(finite, got)), examples)
