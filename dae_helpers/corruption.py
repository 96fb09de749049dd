"""Corruption: what is done to a clean point before the network is asked to restore it."""

from collections.abc import Iterator

import torch
from torch import Tensor

from . import arguments
from .manifolds import Curve

Batches = Iterator[tuple[Tensor, Tensor, Tensor]]  # x (n, 2), x̃ (n, 2), σ (n, 1)


def gaussian(x: Tensor, sigma: float, seed: int | torch.Generator = 0) -> Tensor:
    """x̃ = x + σ·ε with ε ~ N(0, I).

    x: (n, 2); sigma ≥ 0: the noise's standard deviation, in the units of x. Returns (n, 2).
    """
    x, sigma = arguments.points("x", x), arguments.number("sigma", sigma, least=0)
    noise = torch.randn(x.shape, generator=arguments.generator(seed, stream=1), dtype=x.dtype)
    return x + sigma * noise.to(x.device)


def masking(x: Tensor, p: float, seed: int | torch.Generator = 0) -> Tensor:
    """Sets each coordinate to zero with probability p in [0, 1].

    x: (n, 2). Returns (n, 2). Source: Vincent et al. (2008), section 2.3.
    """
    hit, _ = _hits(x, p, seed)
    return x.masked_fill(hit, 0)


def salt_and_pepper(x: Tensor, p: float, seed: int | torch.Generator = 0) -> Tensor:
    """Sets each coordinate, with probability p in [0, 1], to one end of its range: −1.5 or 1.5.

    x: (n, 2). Returns (n, 2). Source: Vincent et al. (2010), section 3.3.
    """
    hit, salt = _hits(x, p, seed)
    return torch.where(hit, torch.where(salt, 1.5, -1.5).to(x), x)


def pairs(curve: Curve, sigma: float | tuple[float, float], n: int, seed: int = 0) -> Batches:
    """Endless fresh batches of clean points, their Gaussian corruptions, and the noise levels.

    sigma > 0: one noise level, or (low, high) for levels uniform in log σ; n: points in a batch.
    Yields x (n, 2), x̃ (n, 2) and σ (n, 1). All batches together are uniform on the curve with
    noise N(0, I), but a Sobol sequence spreads them evenly where random draws would clump:
    their averages, and so the gradients, scatter less. Source: Sobol' (1967); Owen (1998).
    """
    arguments.instance("curve", curve, Curve, "manifolds.circle()")
    low, high = noise_range("sigma", sigma)
    n, seed = arguments.count("n", n), arguments.whole_seed(seed)
    sobol = torch.quasirandom.SobolEngine(4, scramble=True, seed=seed)

    def batch() -> tuple[Tensor, Tensor, Tensor]:
        # Kept off 0 and 1, where the normal quantile is infinite: the noise ends at 4.8 σ.
        u = sobol.draw(n, dtype=torch.float32).clamp(1e-6, 1 - 1e-6)
        x, noise = curve.at(u[:, 0]), torch.special.ndtri(u[:, 1:3])
        level = low * (high / low) ** u[:, 3:]
        return x, x + level * noise, level

    return iter(batch, None)


def drawn(draws: Batches) -> tuple[Tensor, Tensor, Tensor]:
    """The next batch: x (n, 2), x̃ (n, 2), σ > 0 (n, 1). Raises ValueError, also when there is none."""
    batch = tuple(next(draws, ()))
    shapes = [tuple(getattr(each, "shape", ())) for each in batch]
    if not batch or shapes != [(len(batch[0]), k) for k in (2, 2, 1)]:
        got = f"the shapes {shapes}" if batch else "no more"
        raise ValueError(f"draws must yield x (n, 2), x̃ (n, 2) and σ (n, 1) at each step, got {got}")
    if not (batch[2] > 0).all():
        raise ValueError(
            f"draws must yield σ > 0, or 1 where there is no noise level, got {batch[2].min():g}"
        )
    return batch


def noise_range(name: str, sigma: float | tuple[float, float]) -> tuple[float, float]:
    """(low, high) of one noise level or of a range of them. Raises TypeError or ValueError."""
    low, high = sigma if isinstance(sigma, tuple) and len(sigma) == 2 else (sigma, sigma)
    if isinstance(low, (tuple, list, str)):
        raise TypeError(f"{name} must be a number or a pair (low, high), got {sigma!r}")
    low, high = arguments.positive(name, low), arguments.positive(name, high)
    if low > high:
        raise ValueError(f"{name} must be a range (low, high) with low ≤ high, got {sigma!r}")
    return low, high


def _hits(x: Tensor, p: float, seed: int | torch.Generator) -> tuple[Tensor, Tensor]:
    """Which coordinates are hit, each with probability p; and a fair coin for each of them."""
    x, p = arguments.points("x", x), arguments.number("p", p, least=0, most=1)
    draws = torch.rand(2, *x.shape, generator=arguments.generator(seed, stream=1)).to(x.device)
    return draws[0] < p, draws[1] < 0.5
