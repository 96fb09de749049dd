"""What exercises measure of the numbers that an answer returned."""

import torch
from torch import Tensor

from .exercise import Got, NotYet


def normal(*shape: int, seed: int = 3) -> Tensor:
    """Standard normal numbers of this shape, float32 like the points."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float32)


def kolmogorov(u: Tensor) -> float:
    """Kolmogorov's statistic √n·max|F(u) − u|. Random uniform u leave [0.3, 2.5] twice in 100 000 times."""
    n = len(u)
    return n**0.5 * (u.sort().values - (torch.arange(n) + 0.5) / n).abs().max().item()


def repeated(x: Tensor) -> float:
    """The share of points (n, 2) that are others once more; of random ones, hardly any."""
    return 1 - len((x[:, 0] + torch.pi * x[:, 1]).unique()) / len(x)


def same(a: Tensor, b: Tensor) -> bool:
    """Whether the numbers are the same, to 1e-6."""
    return bool((a - b).abs().max() < 1e-6)


def finite(got: Got) -> Got:
    """What an answer returned, for measuring it. Raises NotYet if there are NaN and infinity among it."""
    tensors = [x for value in got for x in (value if isinstance(value, tuple) else [value])]
    if not all(x.isfinite().all() for x in tensors):
        raise NotYet("Some of your numbers are NaN or infinite, as when something is divided by 0.")
    return got
