"""Corruption of images: each function makes a map from images x (n, d) and a generator to x̃ (n, d)."""

import torch
from torch import Tensor

from .. import corruption
from .members import Corruption


def gaussian(sigma: float) -> Corruption:
    """x̃ = x + σε, ε ~ N(0, I)."""
    return lambda x, generator: corruption.gaussian(x, sigma, generator)


def masking(p: float) -> Corruption:
    """Sets each pixel to 0, white, with probability p. Source: Vincent et al. (2008)."""
    return lambda x, generator: corruption.masking(x, p, generator)


def salt_and_pepper(p: float) -> Corruption:
    """Sets each pixel, with probability p, to 0 or 1, as a coin says. Source: Vincent et al. (2010)."""

    def corrupt(x: Tensor, generator: torch.Generator) -> Tensor:
        hit, pepper = (torch.rand(x.shape, generator=generator) < chance for chance in (p, 0.5))
        return torch.where(hit, pepper.to(x), x)

    return corrupt


def dropout(p: float) -> Corruption:
    """Masking that makes up for what is lost: the pixels that stay are divided by 1 − p, so that E x̃ = x.

    Source: Srivastava et al. (2014).
    """
    return lambda x, generator: corruption.masking(x, p, generator) / (1 - p)
