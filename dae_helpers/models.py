"""The network: a denoising autoencoder, a small multi-layer perceptron that outputs the arrow to the curve.

Two conventions serve all modules. A map takes points (n, d) to points (n, d). Whatever has `at(sigma)`,
which returns the map at one noise level, is a denoiser of every level; if it is to be trained, it is an
nn.Module that is called as model(x_noisy, sigma), with a noise level for each point, sigma (n, 1).
"""

import math
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from . import arguments, seeds
from .arguments import Map


@runtime_checkable
class EveryLevel(Protocol):
    """A noise-conditional denoiser, of every noise level, whatever its class."""

    def at(self, sigma: float) -> Map:
        """The map at one noise level sigma > 0."""
        ...


class DAE(nn.Module):
    """A denoising autoencoder r(x̃) = x̃ + f(x̃): the network f outputs the arrow itself.

    hidden: the sizes of the hidden layers; seed: of the initial weights; d: the dimension of the points,
    2 in the plane. Maps (n, d) → (n, d).
    """

    def __init__(self, hidden: Sequence[int] = (64, 48, 48, 48), seed: int = 0, d: int = 2):
        super().__init__()
        self.d = arguments.count("d", d)
        self.arrow = mlp(d, hidden, seed, d)

    def forward(self, x_noisy: Tensor) -> Tensor:
        return x_noisy + self.arrow(arguments.points("x_noisy", x_noisy, self.d))


class ConditionalDAE(nn.Module):
    """One denoiser for every noise level: r(x̃, σ) = x̃ + σ·f(x̃, log σ).

    The network outputs the arrow in units of σ, so it has the same size at every noise level.
    hidden: the sizes of the hidden layers; seed: of the initial weights; d: the dimension of the points,
    2 in the plane.
    """

    not_a_map = "a ConditionalDAE becomes a map by model.at(sigma)"

    def __init__(self, hidden: Sequence[int] = (128, 64, 64, 64), seed: int = 0, d: int = 2):
        super().__init__()
        self.d = arguments.count("d", d)
        self.arrow = mlp(d + 1, hidden, seed, d)

    def forward(self, x_noisy: Tensor, sigma: float | Tensor) -> Tensor:
        """x_noisy: (n, d); sigma > 0: a number, or a tensor (n, 1). Returns (n, d)."""
        x_noisy = arguments.points("x_noisy", x_noisy, self.d)
        if not isinstance(sigma, Tensor) or sigma.ndim == 0:
            sigma = x_noisy.new_full((len(x_noisy), 1), arguments.positive("sigma", sigma))
        elif sigma.shape != (len(x_noisy), 1) or not (sigma > 0).all():
            got = f"the shape {tuple(sigma.shape)}, least {sigma.min():g}"
            raise ValueError(f"sigma must be a number > 0, or numbers > 0 of the shape (n, 1), got {got}")
        sigma = sigma.to(x_noisy)
        return x_noisy + sigma * self.arrow(torch.cat([x_noisy, sigma.log() / 4], dim=1))

    def at(self, sigma: float) -> Map:
        """The map r(·, σ), (n, d) → (n, d), at one noise level sigma > 0."""
        return partial(self, sigma=arguments.positive("sigma", sigma))


class Sine(nn.Module):
    """sin(x), the first layer's activation."""

    def forward(self, x: Tensor) -> Tensor:
        return x.sin()


def mlp(n_in: int, hidden: Sequence[int], seed: int, d: int) -> nn.Sequential:
    """A perceptron from n_in inputs to an arrow, (n, n_in) → (n, d): waves first, then SiLU layers.

    The first layer turns space into waves sin(w·x + b), w ~ N(0, 2.5²): out of waves a small
    network makes sharp turns much sooner than out of the coordinates themselves. SiLU has no kinks, so the
    slopes are smooth, too. Source: Rahimi & Recht (2007), section 3; Tancik et al. (2020); Hendrycks &
    Gimpel (2016).
    """
    if not isinstance(hidden, Sequence) or not hidden:
        raise TypeError(f"hidden must be a sequence of sizes, such as (64, 64), got {hidden!r}")
    sizes = [arguments.count("hidden", size) for size in hidden]
    with seeds.seeded(seed):
        layers = [nn.Linear(n_in, sizes[0]), Sine()]
        for fan_in, fan_out in pairwise(sizes):
            layers += [nn.Linear(fan_in, fan_out), nn.SiLU()]
        layers += [nn.Linear(sizes[-1], d)]
        for linear in layers[::2]:
            nn.init.zeros_(linear.bias)
        nn.init.normal_(layers[0].weight, std=2.5)
        nn.init.uniform_(layers[0].bias, -math.pi, math.pi)
    return nn.Sequential(*layers).float()
