"""Corruption of images: each function makes a map from images x (n, d) and a generator to x̃ (n, d)."""

import torch
from torch import Tensor

from .. import arguments, corruption
from .members import Corruption


def gaussian(sigma: float) -> Corruption:
    """x̃ = x + σε, ε ~ N(0, I)."""
    arguments.number("sigma", sigma, least=0)
    return lambda x, generator: corruption.gaussian(x, sigma, generator)


def masking(p: float) -> Corruption:
    """Sets each pixel to 0, white, with probability p. Source: Vincent et al. (2008)."""
    arguments.number("p", p, least=0, most=1)
    return lambda x, generator: corruption.masking(x, p, generator)


def salt_and_pepper(p: float) -> Corruption:
    """Sets each pixel, with probability p, to 0 or 1, as a coin says. Source: Vincent et al. (2010)."""
    arguments.number("p", p, least=0, most=1)

    def corrupt(x: Tensor, generator: torch.Generator) -> Tensor:
        hit = hits(x, p, generator)
        return torch.where(hit, hits(x, 0.5, generator).to(x), x)

    return corrupt


def dropout(p: float) -> Corruption:
    """Masking that makes up for what is lost: the pixels that stay are divided by 1 − p < 1, so that E x̃ = x.

    Source: Srivastava et al. (2014).
    """
    arguments.number("p", p, least=0, most=0.99)
    return lambda x, generator: corruption.masking(x, p, generator) / (1 - p)


def hits(x: Tensor, p: float, generator: torch.Generator) -> Tensor:
    """Which pixels are hit, each with probability p."""
    return torch.rand(x.shape, generator=generator) < p
