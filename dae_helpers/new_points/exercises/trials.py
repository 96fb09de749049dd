"""What the exercises are tried on: exact denoisers, and corrupted points."""

from torch import Tensor

from ... import oracle
from ...arguments import Map
from ...corruption import gaussian
from ...manifolds import named


def denoiser(curve: str, sigma: float) -> Map:
    """The exact denoiser of a curve, by its name: a map without the methods of a PosteriorMean."""
    return oracle.best(named(curve), sigma).__call__


def noisy(curve: str, sigma: float, n: int) -> Tensor:
    """n corrupted points of a curve, by its name: (n, 2)."""
    return gaussian(named(curve).sample(n, seed=1), sigma, seed=2)
