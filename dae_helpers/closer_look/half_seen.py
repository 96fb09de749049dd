"""Half seen: one coordinate of a point of the spiral was measured, with noise. Where on the spiral was it?"""

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor

from .. import sampling
from ..arguments import Map
from ..manifolds import spiral
from ..posterior import Posterior
from .two_samples import energy_distance

NODES = spiral().points(512).double()  # the clean points: each is as likely as the next
SIGMAS = [*sampling.levels(5, 0.02, 32), 0.0]


class Seen(NamedTuple):
    """A measurement y = x₁ + τ·η, η ~ N(0, 1), of the first coordinate of a clean point; tau > 0."""

    y: float
    tau: float

    @property
    def weights(self) -> Tensor:
        """p(x | y) of each of the clean points, (512,), by Bayes' rule."""
        return (-(NODES[:, 0] - self.y).square() / (2 * self.tau**2)).softmax(dim=0)

    def best(self, sigma: float) -> Posterior:
        """The best denoiser of one who knows y, too: E[x | x̃, y]."""
        return Posterior(NODES, self.weights, sigma)

    def distance(self, x: Tensor) -> float:
        """The energy distance of points (n, 2) from p(x | y)."""
        return energy_distance(x, NODES, self.weights)

    def stretches(self) -> list[Tensor]:
        """The stretches of the spiral that fit, from the inside out: which of the clean points they hold."""
        fits = self.weights > self.weights.max() / 100
        runs = torch.unique_consecutive(fits, return_inverse=True)[1]
        return [(runs == k).nonzero().squeeze(1) for k in runs[fits].unique()]


def prior(sigma: float) -> Posterior:
    """The best denoiser of one who knows nothing of y: E[x | x̃]."""
    return Posterior(NODES, torch.ones(len(NODES)), sigma)


# From points x (n, 2) at the noise level σ to the next level: r, x, σ, that level, what was seen, and chance
Step = Callable[[Map, Tensor, float, float, Seen, torch.Generator], Tensor]


def plug_and_play(r: Map, x: Tensor, sigma: float, lower: float, seen: Seen, g: torch.Generator) -> Tensor:
    """Move x̃₁ towards y, the further the noisier it is, then denoise. Source: Zhang et al. (2022)."""
    trust = sigma**2 / (sigma**2 + seen.tau**2)
    return r(torch.stack([x[:, 0] + trust * (seen.y - x[:, 0]), x[:, 1]], dim=1))


def projection(r: Map, x: Tensor, sigma: float, lower: float, seen: Seen, g: torch.Generator) -> Tensor:
    """Put y, with noise of this level, in place of x̃₁, then go on as DDIM. Source: Song et al. (2021)."""
    put = seen.y + sigma * torch.randn(len(x), generator=g, dtype=x.dtype)
    x = torch.stack([put, x[:, 1]], dim=1)
    return torch.lerp(r(x), x, lower / sigma)


def dps(
    r: Map, x: Tensor, sigma: float, lower: float, seen: Seen, g: torch.Generator, fresh: bool = True
) -> Tensor:
    """Diffusion posterior sampling: as if p(y | x̃) were N(y; r₁(x̃), τ²). Source: Chung et al. (2023).

    fresh: with fresh noise at each step, as theirs; else along the probability flow, as DDIM.
    """
    with torch.enable_grad():
        guess = r(x.requires_grad_())
        (slope,) = torch.autograd.grad(guess[:, 0].sum(), x)
    x, guess, ratio = x.detach(), guess.detach(), lower / sigma
    kept = ratio**2 if fresh else ratio
    noise = lower * math.sqrt(1 - kept) * torch.randn(x.shape, generator=g, dtype=x.dtype) if fresh else 0
    # Theirs scales the pull by hand. This is h·∇log N(y; r₁, τ²) with h = (1 − kept)·σ², linearly implicit:
    # τ² + h‖∇r₁‖² in place of τ², lest it overshoot where τ is small
    h = (1 - kept) * sigma**2
    pull = h * (seen.y - guess[:, :1]) / (seen.tau**2 + h * slope.square().sum(dim=1, keepdim=True))
    return torch.lerp(guess, x, kept) + pull * slope + noise


METHODS: dict[str, Step] = {
    "plug-and-play": plug_and_play,
    "projection": projection,
    "DPS without noise": partial(dps, fresh=False),
    "DPS": dps,
}


def draw(method: str, seen: Seen, n: int, at: Callable[[float], Map] = prior, seed: int = 0) -> Tensor:
    """n points (n, 2) that a method finds for a measurement, n even; at: the denoiser of each level.

    The method "exact arrows" is DDIM with the denoiser of one who knows y.
    """
    g = torch.Generator().manual_seed(seed)
    half = torch.randn(n // 2, 2, generator=g)
    x = SIGMAS[0] * torch.cat([half, -half])  # in pairs, so that they are centred
    if method == "exact arrows":
        return sampling.ddim(seen.best, SIGMAS, x)[-1]
    for sigma, lower in pairwise(SIGMAS):
        x = METHODS[method](at(sigma), x, sigma, lower, seen, g)
    return x.detach()
