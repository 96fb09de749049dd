"""The posterior mean of a word that came through a noisy channel."""

from collections.abc import Callable
from itertools import product

import torch
from torch import Tensor

from ...stage.pointwise import pointwise


def channel_posterior_mean(received, words, p):
    """d flips of 7 have the probability pᵈ(1 − p)⁷⁻ᵈ, where d is the number of bits that differ. Before, all
    words are equally likely; divided by their sum, these are the words' probabilities afterwards."""
    d = torch.cdist(received, words, p=1)
    weights = p**d * (1 - p) ** (words.shape[1] - d)
    return weights / weights.sum(dim=1, keepdim=True) @ words


def book() -> Tensor:
    """The sixteen words of the Hamming (7, 4) code, (16, 7): four bits, and three checks. Hamming (1950)."""
    bits = torch.tensor(list(product([0.0, 1.0], repeat=4)))
    checks = torch.tensor([[1.0, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]])
    return torch.cat([bits, (bits @ checks) % 2], dim=1)


def all_received() -> Tensor:
    """Everything that can arrive: (128, 7)."""
    return torch.tensor(list(product([0.0, 1.0], repeat=7)))


def weighted(weight: Callable[[Tensor, float], Tensor], dim: int = 1) -> Callable:
    """The mean of the words with other weights(d, p), made to sum to 1 over a dimension."""

    def mean(received: Tensor, words: Tensor, p: float) -> Tensor:
        weights = weight(torch.cdist(received, words, p=1), p)
        return weights / weights.sum(dim=dim, keepdim=True) @ words

    return mean


def likelihood(d: Tensor, p: float) -> Tensor:
    return p**d * (1 - p) ** (7 - d)


EXERCISE = pointwise(
    channel_posterior_mean,
    points=5,
    trials=lambda: [(all_received(), book(), 0.1), (all_received()[::3], book()[:9], 0.3)],
    mistakes=[
        ("The bits that were not flipped count, too: (1 − p) for each of them.", weighted(lambda d, p: p**d)),
        (
            "p and 1 − p are swapped: each bit that differs was flipped, which has the probability p.",
            weighted(lambda d, p: likelihood(d, 1 - p)),
        ),
        (
            "The weights are not normalised: for each word received they must sum to 1.",
            lambda y, x, p: likelihood(torch.cdist(y, x, p=1), p) @ x,
        ),
        (
            "The weights sum to 1 along the wrong dimension: they must do so over the words, dim=1.",
            weighted(likelihood, dim=0),
        ),
        (
            "You return the nearest word, as the classical decoder does; wanted is the mean of all.",
            lambda y, x, p: x[torch.cdist(y, x, p=1).argmin(dim=1)],
        ),
        (
            "You round the mean to bits; the mean itself is wanted.",
            lambda y, x, p: channel_posterior_mean(y, x, p).round(),
        ),
        (
            "The noise is not Gaussian: a word that differs in d bits has the probability pᵈ(1 − p)⁷⁻ᵈ.",
            weighted(lambda d, p: (-d / (2 * p**2)).exp()),
            weighted(lambda d, p: (-d / (2 * p)).exp()),
        ),
    ],
    hints=[
        "torch.cdist(received, words, p=1) counts the bits in which they differ: (n, 16).",
        "Bayes: a word's weight is p**d * (1 - p)**(7 - d). Divide by the sum over the words; take the mean.",
    ],
    imports="import torch",
)
