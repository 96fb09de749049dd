"""Corruption: what is done to a clean point before the network is asked to restore it.

CORRUPTIONS, at the end, holds each kind by its name, with what it tells about where a point came from.
"""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor
from torch.special import ndtr

from . import arguments, seeds
from .curve import Curve

Batches = Iterator[tuple[Tensor, Tensor, Tensor]]  # x (n, d), x̃ (n, d), σ (n, 1)


class Corruption(NamedTuple):
    """A kind of corruption, as the explorers draw it.

    corrupt(x, strength, seed): x̃, (n, d) → (n, d), for a strength in (0, 1]; symbol: what it is called;
    likelihood(x_noisy, a, b, strength): how likely each corrupted point (n, d) is for a clean one somewhere
    on each of the straight stretches from a to b, (m, d): (n, m), the mean density over the stretch.
    """

    corrupt: Callable[[Tensor, float, int | torch.Generator], Tensor]
    symbol: str
    likelihood: Callable[[Tensor, Tensor, Tensor, float], Tensor]


def gaussian(x: Tensor, sigma: float, seed: int | torch.Generator = 0) -> Tensor:
    """x̃ = x + σ·ε with ε ~ N(0, I).

    x: (n, d); sigma ≥ 0: the noise's standard deviation, in the units of x. Returns (n, d).
    """
    x, sigma = arguments.points("x", x), arguments.number("sigma", sigma, least=0)
    noise = torch.randn(x.shape, generator=seeds.generator(seed, stream=1), dtype=x.dtype)
    return x + sigma * noise.to(x.device)


def masking(x: Tensor, p: float, seed: int | torch.Generator = 0) -> Tensor:
    """Sets each coordinate to zero with probability p in [0, 1].

    x: (n, d). Returns (n, d). Source: Vincent et al. (2008), section 2.3.
    """
    hit, _ = _hits(x, p, seed)
    return x.masked_fill(hit, 0)


def salt_and_pepper(x: Tensor, p: float, seed: int | torch.Generator = 0) -> Tensor:
    """Sets each coordinate, with probability p in [0, 1], to one end of its range: −1.5 or 1.5.

    x: (n, d). Returns (n, d). Source: Vincent et al. (2010), section 3.3.
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
    low, high = arguments.noise_range("sigma", sigma)
    n, seed = arguments.count("n", n), arguments.count("seed", seed, least=0)
    sobol = torch.quasirandom.SobolEngine(4, scramble=True, seed=seed)

    def batch() -> tuple[Tensor, Tensor, Tensor]:
        # Kept off 0 and 1, where the normal quantile is infinite: the noise ends at 4.8 σ.
        u = sobol.draw(n, dtype=torch.float32).clamp(1e-6, 1 - 1e-6)
        x, noise = curve.at(u[:, 0]), torch.special.ndtri(u[:, 1:3])
        level = low * (high / low) ** u[:, 3:]
        return x, x + level * noise, level

    return iter(batch, None)


def _hits(x: Tensor, p: float, seed: int | torch.Generator) -> tuple[Tensor, Tensor]:
    """Which coordinates are hit, each with probability p; and a fair coin for each of them."""
    x, p = arguments.points("x", x), arguments.number("p", p, least=0, most=1)
    draws = torch.rand(2, *x.shape, generator=seeds.generator(seed, stream=1)).to(x.device)
    return draws[0] < p, draws[1] < 0.5


def gaussian_likelihood(x_noisy: Tensor, a: Tensor, b: Tensor, sigma: float) -> Tensor:
    """The density of x̃ = x + σ·ε for x anywhere on the stretch from a to b: (n, m); see Corruption."""
    length = (b - a).norm(dim=1).clamp(min=1e-6 * sigma)
    away = x_noisy.unsqueeze(1) - (a + b) / 2  # (n, m, d)
    ahead = (away * (b - a)).sum(dim=2).abs() / length
    aside = (away.square().sum(dim=2) - ahead.square()).clamp(min=0)
    # Across the stretch the density of a Gaussian; along it its share between the two ends.
    across = (-aside / (2 * sigma**2)).exp() / (math.sqrt(2 * math.pi) * sigma) ** (a.shape[1] - 1)
    return across * (ndtr((length / 2 - ahead) / sigma) - ndtr((-length / 2 - ahead) / sigma)) / length


def crossings(x_noisy: Tensor, a: Tensor, b: Tensor, kept: Tensor) -> tuple[Tensor, Tensor]:
    """How densely stretches from a to b, (m, d), hold the coordinates of x̃ that are kept: (n, m), and where.

    kept: (n, d), which ones. Of a stretch that comes within 1e-6 of them the density is 1/length, measured
    in these coordinates; one that is level in them stays there all along, and its middle stands for it.
    Where: the fractions, in [0, 1], of the way from a to b.
    """
    x, k, ahead = torch.where(kept, x_noisy, 0), kept.to(x_noisy), b - a
    squares = k @ ahead.square().T
    t = ((x @ ahead.T - k @ (a * ahead).T) / squares).nan_to_num(0.5).clamp(0, 1)
    away = x.square().sum(dim=1, keepdim=True) - 2 * x @ a.T + k @ a.square().T  # ‖x̃ − a‖²
    missed = away - t * (2 * x @ ahead.T - 2 * k @ (a * ahead).T - t * squares)
    return (missed <= 1e-12) / (squares.sqrt() + 2e-6), t


def kept_likelihood(x_noisy: Tensor, a: Tensor, b: Tensor, kept: Tensor, p: float, p_hit: float) -> Tensor:
    """The density of x̃, each coordinate kept with probability 1 − p: (n, m); p_hit: of what else is seen."""
    chance = torch.where(kept, 1 - p, p_hit).prod(dim=1, keepdim=True)
    density, _ = crossings(x_noisy, a, b, kept)
    return chance * torch.where(kept.any(dim=1, keepdim=True), density, 1)


CORRUPTIONS = {
    "gaussian": Corruption(gaussian, "σ", gaussian_likelihood),
    # What is 0 was lost; what is ±1.5 was hit.
    "masking": Corruption(masking, "p", lambda x, a, b, p: kept_likelihood(x, a, b, x != 0, p, p)),
    "salt and pepper": Corruption(
        salt_and_pepper, "p", lambda x, a, b, p: kept_likelihood(x, a, b, x.abs() != 1.5, p, p / 2)
    ),
}
