"""Missing pixels: which ones, what fills them in, and how well.

`missing` is of the images' shape, (n, d), and true where a pixel is missing. A fill takes images, whose
missing pixels it can't trust, and `missing`, and returns images.
"""

from collections.abc import Callable, Mapping
from time import process_time

import torch
from torch import Tensor

from .. import seeds

Fill = Callable[[Tensor, Tensor], Tensor]


def at_random(n: int, side: int, generator: torch.Generator) -> Tensor:
    """Each pixel with probability one half: (n, side²)."""
    return torch.rand(n, side**2, generator=generator) < 0.5


def block(n: int, side: int, generator: torch.Generator) -> Tensor:
    """10 × 10 pixels, if there are 28 × 28, at a random place, but not at the very edge: (n, side²)."""
    width, margin, ticks = round(side * 10 / 28), side // 7, torch.arange(side)
    first = torch.randint(margin, side - margin - width + 1, (n, 2, 1), generator=generator)
    rows, columns = ((ticks >= first) & (ticks < first + width)).unbind(dim=1)
    return (rows[:, :, None] & columns[:, None]).flatten(1)


def top(n: int, side: int) -> Tensor:
    """The upper 12 rows of 28: (n, side²)."""
    return (torch.arange(side**2) < side * round(side * 12 / 28)).expand(n, -1)


KINDS = {"half of the pixels": at_random, "a block": block}


def masks(n: int, side: int, seed: int = 0) -> dict[str, Tensor]:
    """For n images, which pixels are missing, of each kind: (n, side²)."""
    return {kind: make(n, side, seeds.generator(seed)) for kind, make in KINDS.items()}


def damaged(x: Tensor, missing: Tensor) -> Tensor:
    """The images without their missing pixels, which are grey."""
    return x.masked_fill(missing, 0.5)


def error(filled: Tensor, x: Tensor, missing: Tensor) -> Tensor:
    """The mean squared error of a missing pixel."""
    return (filled - x)[missing].square().mean()


@torch.no_grad()
def judged(fills: Mapping[str, Fill], x: Tensor, masks: Mapping[str, Tensor]) -> dict[str, dict[str, tuple]]:
    """Of each kind, and each fill, its error on images x (n, d), and milliseconds of a processor for one."""
    found = {kind: {} for kind in masks}
    for kind, missing in masks.items():
        for name, fill in fills.items():
            start = process_time()
            filled = fill(damaged(x, missing), missing)
            seconds = process_time() - start
            found[kind][name] = error(filled, x, missing).item(), seconds / len(x) * 1000
    return found


# What is known exactly: if images are normally distributed, and if they are those for training

RIDGE = 0.001  # the variance of a little noise on each pixel: some are black in all training images


def gaussian(x_train: Tensor, conditional_mean: Callable[..., Tensor]) -> Fill:
    """E[missing | known] for the normal distribution with the mean and covariance of x_train (m, d)."""
    mean, cov = x_train.mean(dim=0), torch.cov(x_train.T) + RIDGE * torch.eye(x_train.shape[1])

    def fill(x: Tensor, missing: Tensor) -> Tensor:
        each = [conditional_mean(row[None], ~gone, mean, cov) for row, gone in zip(x, missing)]
        return torch.cat(each).clamp(0, 1)

    return fill


def posterior(x: Tensor, missing: Tensor, x_train: Tensor, sigma: float) -> Tensor:
    """How probable each of x_train (m, d) is, (n, m), if it had noise of this σ on its known pixels.

    Source: Karras et al. (2022), eq. 57, whose weights these are, of the known pixels alone.
    """
    known = (~missing).float()
    # −‖x − xᵢ‖²/2σ² over the known pixels, but for ‖x‖², which is the same for all i
    logits = ((known * x) @ x_train.T - known @ x_train.square().T / 2) / sigma**2
    return logits.softmax(dim=1)


def posterior_mean(x_train: Tensor, sigma: float) -> Fill:
    """The mean of the training images x_train (m, d), each as probable as it is."""
    return lambda x, missing: torch.where(missing, posterior(x, missing, x_train, sigma) @ x_train, x)


def posterior_draw(x_train: Tensor, sigma: float, seed: int) -> Fill:
    """One of the training images, drawn by its probability."""

    def fill(x: Tensor, missing: Tensor) -> Tensor:
        weights = posterior(x, missing, x_train, sigma)
        drawn = weights.multinomial(1, generator=seeds.generator(seed)).squeeze(1)
        return torch.where(missing, x_train[drawn], x)

    return fill
