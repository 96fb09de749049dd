"""Out-of-distribution images: not drawn from the digits, to see which maps notice."""

from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor

from .. import seeds

# Lines from point to point, each point an x and a y from 0, left and below, to 8
LETTERS = {
    "A": "00 48 80, 24 64", "E": "80 00 08 88, 04 64", "F": "00 08 88, 04 64", "H": "00 08, 80 88, 04 84",
    "K": "00 08, 04 88, 25 80", "L": "08 00 80", "M": "00 08 42 88 80", "N": "00 08 80 88",
    "T": "08 88, 48 40", "U": "08 02 40 82 88", "V": "08 40 88", "X": "00 88, 08 80",
}  # fmt: skip
DIGITS = {
    "0": "48 16 12 40 72 76 48", "1": "26 48 40", "2": "16 48 76 00 80", "3": "17 58 76 44 72 50 11",
    "4": "58 03 83, 66 60", "5": "78 18 14 65 72 50 11", "6": "68 14 12 40 72 54 13", "7": "08 88 30",
    "8": "48 16 72 40 12 76 48", "9": "76 48 16 44 76 60",
}  # fmt: skip


def drawn(signs: Mapping[str, str], like: Tensor, n: int, seed: int = 0) -> Tensor:
    """n images of random signs, LETTERS or DIGITS, all by one unsteady pen: (n, side²).

    like: images (m, side²). The signs are as wide and as high as what they show, and take as much ink.
    """
    g, side = seeds.generator(seed), round(like.shape[1] ** 0.5)
    ticks = (torch.arange(side) + 0.5) / side
    pixels = torch.cartesian_prod(1 - ticks, ticks).flip(1)  # rows from above, each from the left
    ink = like.mean(dim=0) / like.mean(dim=0).sum()
    middle = ink @ pixels
    size = 3 * (ink @ (pixels - middle).square()).sqrt()  # 1.5 standard deviations of the ink to each side
    known = [middle + (strokes(sign) - 0.5) * size for sign in signs.values()]
    # A pen of half-width w leaves the ink 2w on each length of its way
    way = torch.stack([(ends[:, 1] - ends[:, 0]).norm(dim=1).sum() for ends in known]).mean()
    width, images = like.mean() / (2 * way), []
    for k in torch.randint(len(known), (n,), generator=g).tolist():
        ends = known[k] + 0.05 * size * torch.randn(known[k].shape, generator=g)
        images.append(((width - distance(pixels, ends)) * side + 0.5).clamp(0, 1))
    return torch.stack(images)


def strokes(sign: str) -> Tensor:
    """The strokes of a sign, from end to end, in the unit square: (m, 2, 2)."""
    lines = [[(int(x) / 8, int(y) / 8) for x, y in line.split()] for line in sign.split(",")]
    return torch.tensor([ends for line in lines for ends in pairwise(line)])


def distance(points: Tensor, ends: Tensor) -> Tensor:
    """The distance from each point (n, 2) to the nearest of the strokes (m, 2, 2), from end to end: (n,)."""
    start, along = ends[:, 0], ends[:, 1] - ends[:, 0]
    t = ((points[:, None] - start) * along).sum(dim=2) / along.square().sum(dim=1).clamp(min=1e-9)
    return (points[:, None] - start - t.clamp(0, 1)[..., None] * along).norm(dim=2).min(dim=1).values
