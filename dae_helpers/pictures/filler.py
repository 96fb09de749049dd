"""A network that fills in missing pixels: it is told which ones they are."""

import torch
from torch import Tensor, nn

from .. import seeds
from ..images import training
from .missing import KINDS, Fill, at_random, error


class Filler(nn.Module):
    """r(x, missing): a small U-Net, (n, side²) and (n, side²) → (n, side²). Ronneberger et al. (2015).

    mean: of the training images, (side²,), to which it adds its output; side: a multiple of 4. It starts from
    squares of 2 × 2 pixels: layers as large as the image would take most of the time.
    """

    def __init__(self, mean: Tensor, seed: int = 0):
        super().__init__()
        self.side = round(len(mean) ** 0.5)
        self.register_buffer("mean", mean)
        c, quarter = 24, self.side // 4
        n = c * quarter**2
        with seeds.seeded(seed):
            self.fine = nn.Sequential(*filters(8, c), *filters(c, c))
            self.coarse = nn.Sequential(nn.PixelUnshuffle(2), *filters(4 * c, 2 * c))
            self.whole = nn.Sequential(
                nn.Flatten(), nn.Linear(2 * n, 256), nn.SiLU(), nn.Linear(256, n),
                nn.Unflatten(1, (c, quarter, quarter)),
            )  # fmt: skip
            self.up = nn.Sequential(*filters(3 * c, 2 * c), *filters(2 * c, 4 * c), nn.PixelShuffle(2))
            self.leave = nn.Sequential(*filters(2 * c, c), filters(c, 4)[0], nn.PixelShuffle(2), nn.Flatten())

    def forward(self, x: Tensor, missing: Tensor) -> Tensor:
        seen = torch.stack([(x - self.mean).masked_fill(missing, 0), missing.float()], dim=1)
        fine = self.fine(nn.functional.pixel_unshuffle(seen.view(-1, 2, self.side, self.side), 2))
        coarse = self.coarse(fine)
        up = self.up(torch.cat([coarse, self.whole(coarse)], dim=1))
        return self.mean + self.leave(torch.cat([fine, up], dim=1))


def filters(a: int, b: int) -> tuple[nn.Module, nn.Module]:
    """From a images to b, and a bend."""
    return nn.Conv2d(a, b, 3, padding=1), nn.SiLU()


def squared(model: nn.Module, x: Tensor, generator: torch.Generator) -> Tensor:
    """The error on missing pixels, half of all, at random."""
    missing = at_random(len(x), model.side, generator)
    return error(model(x, missing), x, missing)


def relative(model: nn.Module, x: Tensor, generator: torch.Generator) -> Tensor:
    """Σ log E‖r − x‖² over the kinds of missing pixels: 1% less error counts the same for each kind."""
    loss = x.new_zeros(())
    for make, part in zip(KINDS.values(), x.chunk(len(KINDS))):
        missing = make(len(part), model.side, generator)
        loss = loss + error(model(part, missing), part, missing).log()
    return loss


def trained(x_train: Tensor, n_steps: int, seed: int = 0, progress: str = "") -> Filler:
    """One network for all kinds of missing pixels."""
    options = {"n_steps": n_steps, "batch": 64, "rate": 0.003, "seed": seed, "progress": progress}
    return training.fit(Filler(x_train.mean(dim=0), seed=seed), relative, x_train, **options)


def network_mean(model: Filler) -> Fill:
    """What the network fills in."""
    return lambda x, missing: torch.where(missing, model(x, missing).clamp(0, 1), x)


def network_draw(model: Filler, seed: int) -> Fill:
    """A draw, a few pixels at a time: the mean of one is the probability with which it becomes 1, else 0.

    Then twenty times half of them, at random, are drawn anew from the rest. At the end each half of a
    checkerboard becomes its mean, given the other. Source: Uria, Murray & Larochelle (2014), for a network
    that draws pixels in any order.
    """

    def fill(x: Tensor, missing: Tensor) -> Tensor:
        g, mean, pixels = seeds.generator(seed), network_mean(model), torch.arange(x.shape[1])

        def drawn(x: Tensor, missing: Tensor, now: Tensor) -> Tensor:
            return torch.where(now, mean(x, missing).bernoulli(generator=g), x)

        rank = torch.rand(x.shape, generator=g).masked_fill(~missing, 2).argsort(dim=1).argsort(dim=1)
        few = -(-len(pixels) // 100)
        for k in range(0, int(missing.sum(dim=1).max()), few):
            left = missing & (rank >= k)
            x = drawn(x, left, left & (rank < k + few))
        for _ in range(20):
            half = missing & (torch.rand(x.shape, generator=g) < 0.5)
            x = drawn(x, half, half)
        dark = (pixels // model.side + pixels % model.side) % 2 == 0
        return mean(mean(x, missing & dark), missing & ~dark)

    return fill
