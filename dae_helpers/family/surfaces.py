"""Points on surfaces of a known dimension, to try on them what will be said of the digits."""

import math

import torch
from torch import Tensor

from .. import seeds


def sphere(n: int, dimension: int, space: int, seed: int = 0) -> Tensor:
    """n points, uniform on the unit sphere of this dimension (1: a circle), turned in space: (n, space)."""
    x = torch.randn(n, dimension + 1, generator=seeds.generator(seed))
    turned = torch.randn(space, space, generator=torch.Generator().manual_seed(0))  # the same for every seed
    return x / x.norm(dim=1, keepdim=True) @ torch.linalg.qr(turned).Q[: dimension + 1]


def torus(n: int, tube: float = 0.4, seed: int = 0) -> Tensor:
    """n points, uniform by area on a torus in space: (n, 3); its ring has radius 1, its tube this one."""
    g = seeds.generator(seed)
    around, angle = 2 * math.pi * torch.rand(2, 4 * n + 100, generator=g)
    # Area is in proportion to the distance from the axis: the inner side is thinned out
    out = 1 + tube * angle.cos()
    kept = torch.rand(len(out), generator=g) < out / (1 + tube)
    points = torch.stack([out * around.cos(), out * around.sin(), tube * angle.sin()], dim=1)
    return points[kept][:n]
