"""How strong the noise is: the arrows of a denoiser say it, as residuals do in regression."""

from collections.abc import Callable

import torch
from torch import Tensor

from .. import seeds

At = Callable[[float], Callable[[Tensor], Tensor]]  # a denoiser of every level: at(σ) is a map of pictures


def divergence(r: Callable[[Tensor], Tensor], x: Tensor, generator: torch.Generator) -> float:
    """Σ ∂rᵢ/∂xᵢ, estimated: vᵀ(r(x + hv) − r(x))/h for one random v of ±1. Ramani, Blu & Unser (2008)."""
    h, v = 1e-3, 2.0 * torch.randint(0, 2, x.shape, generator=generator) - 1
    return (v * (r(x + h * v) - r(x))).sum().item() / h


def noise_level(at: At, x_noisy: Tensor, rounds: int = 4, seed: int = 0) -> float:
    """σ from a picture x̃ (h, w) alone: σ² = ‖r(x̃) − x̃‖²/(n − div r), with r = at(σ), until it rests.

    For r = E[x | x̃] it is so on average: E‖x̃ − x‖², which is nσ², parts into E‖r − x̃‖² and E‖r − x‖², and
    the latter is σ² E div r. Begins with what neighbouring pixels differ by, which is too much.
    """
    generator = seeds.generator(seed)
    sigma = (x_noisy.diff(dim=1).square().mean() / 2).sqrt().item()
    for _ in range(rounds):
        r = at(sigma)
        free = x_noisy.numel() - divergence(r, x_noisy, generator)
        sigma = ((r(x_noisy) - x_noisy).square().sum() / free).sqrt().item()
    return sigma
