"""Points on surfaces of a known dimension, to try on them what will be said of the digits."""

import math

import torch
from torch import Tensor

from .. import seeds


def sphere(n: int, dimension: int, space: int, seed: int = 0) -> Tensor:
    """n random points, uniform on the unit sphere of this dimension (1: a circle), turned into a space.

    Returns (n, space), with space > dimension.
    """
    x = torch.randn(n, dimension + 1, generator=seeds.generator(seed))
    turned = torch.randn(space, space, generator=torch.Generator().manual_seed(0))  # the same for every seed
    return x / x.norm(dim=1, keepdim=True) @ torch.linalg.qr(turned).Q[: dimension + 1]


def torus(n: int, radius: float = 1.0, tube: float = 0.4, seed: int = 0) -> Tensor:
    """n random points, uniform by area on a torus in space: (n, 3); radius: of its ring, tube: around it."""
    g = seeds.generator(seed)
    around = 2 * math.pi * torch.rand(n, generator=g)
    angle = 2 * math.pi * torch.rand(4 * n + 100, generator=g)
    # Area is in proportion to the distance from the axis: the inner side is thinned out
    kept = torch.rand(len(angle), generator=g) < (radius + tube * angle.cos()) / (radius + tube)
    angle = angle[kept][:n]
    out = radius + tube * angle.cos()
    return torch.stack([out * around.cos(), out * around.sin(), tube * angle.sin()], dim=1)
