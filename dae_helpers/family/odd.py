"""Images that are no digits, to see who notices."""

import torch
from torch import Tensor

from .. import arguments, seeds

# Strokes from point to point, in a square from (0, 0), left and below, to (1, 1)
LETTERS = {
    "A": [(0, 0, 0.5, 1), (0.5, 1, 1, 0), (0.25, 0.45, 0.75, 0.45)],
    "E": [(0, 0, 0, 1), (0, 1, 1, 1), (0, 0.5, 0.8, 0.5), (0, 0, 1, 0)],
    "F": [(0, 0, 0, 1), (0, 1, 1, 1), (0, 0.5, 0.8, 0.5)],
    "H": [(0, 0, 0, 1), (1, 0, 1, 1), (0, 0.5, 1, 0.5)],
    "K": [(0, 0, 0, 1), (0, 0.45, 1, 1), (0.3, 0.6, 1, 0)],
    "L": [(0, 1, 0, 0), (0, 0, 1, 0)],
    "M": [(0, 0, 0, 1), (0, 1, 0.5, 0.3), (0.5, 0.3, 1, 1), (1, 1, 1, 0)],
    "N": [(0, 0, 0, 1), (0, 1, 1, 0), (1, 0, 1, 1)],
    "T": [(0, 1, 1, 1), (0.5, 1, 0.5, 0)],
    "U": [(0, 1, 0, 0.2), (0, 0.2, 0.5, 0), (0.5, 0, 1, 0.2), (1, 0.2, 1, 1)],
    "V": [(0, 1, 0.5, 0), (0.5, 0, 1, 1)],
    "X": [(0, 0, 1, 1), (0, 1, 1, 0)],
}


def letters(n: int, side: int = 8, seed: int = 0) -> Tensor:
    """n images of letters made of strokes, each a little moved and turned out of shape: (n, side²)."""
    n, side, g = arguments.count("n", n), arguments.count("side", side, least=4), seeds.generator(seed)
    ticks = (torch.arange(side) + 0.5) / side
    pixels = torch.cartesian_prod(1 - ticks, ticks).flip(1)  # rows from above, each from the left
    alphabet = [torch.tensor(strokes) for strokes in LETTERS.values()]
    images = []
    for k in torch.randint(len(alphabet), (n,), generator=g).tolist():
        ends = alphabet[k].view(-1, 2, 2)
        ends = ends + 0.05 * torch.randn(ends.shape, generator=g)
        # As wide and as high as a digit, with some room around
        ends = torch.tensor([0.22, 0.06]) + ends * torch.tensor([0.56, 0.88])
        images.append((1.3 - distance(pixels, ends) * side / 0.9).clamp(0, 1))
    return torch.stack(images)


def distance(points: Tensor, ends: Tensor) -> Tensor:
    """The distance from each point (n, 2) to the nearest of the strokes (m, 2, 2), from end to end: (n,)."""
    start, along = ends[:, 0], ends[:, 1] - ends[:, 0]
    t = ((points[:, None] - start) * along).sum(dim=2) / along.square().sum(dim=1).clamp(min=1e-9)
    return (points[:, None] - start - t.clamp(0, 1)[..., None] * along).norm(dim=2).min(dim=1).values


def rotated(x: Tensor) -> Tensor:
    """The images (n, side²), a quarter turn to the left."""
    side = round(x.shape[1] ** 0.5)
    return x.view(-1, side, side).rot90(dims=(1, 2)).flatten(1)


def inverted(x: Tensor) -> Tensor:
    """The images with black and white changed over."""
    return 1 - x


def shuffled(x: Tensor, seed: int = 0) -> Tensor:
    """Noise with the greys of the images: in each, the pixels in an order of its own."""
    order = torch.rand(x.shape, generator=seeds.generator(seed)).argsort(dim=1)
    return x.gather(1, order)
