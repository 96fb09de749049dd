"""The posterior mean of a word that came through a noisy channel."""

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


def flips(received: Tensor, words: Tensor) -> Tensor:
    return torch.cdist(received, words, p=1)


def mean(weights: Tensor, words: Tensor, dim: int = 1) -> Tensor:
    return weights / weights.sum(dim=dim, keepdim=True) @ words


EXERCISE = pointwise(
    channel_posterior_mean,
    points=5,
    trials=lambda: [
        (all_received(), book(), 0.1),
        (all_received()[::3], book(), 0.3),
        (all_received(), book()[:5], 0.02),
    ],
    mistakes=[
        (
            "The bits that were not flipped count, too: (1 − p) for each of them.",
            lambda y, x, p: mean(p ** flips(y, x), x),
        ),
        (
            "p and 1 − p are swapped: each bit that differs was flipped, which has the probability p.",
            lambda y, x, p: mean((1 - p) ** flips(y, x) * p ** (7 - flips(y, x)), x),
        ),
        (
            "The weights are not normalised: for each word received they must sum to 1.",
            lambda y, x, p: (p ** flips(y, x) * (1 - p) ** (7 - flips(y, x))) @ x,
        ),
        (
            "The weights sum to 1 along the wrong dimension: they must do so over the words, dim=1.",
            lambda y, x, p: mean(p ** flips(y, x) * (1 - p) ** (7 - flips(y, x)), x, dim=0),
        ),
        (
            "You return the nearest word, which is the classical decoder; wanted is the mean of all.",
            lambda y, x, p: x[flips(y, x).argmin(1)],
        ),
        (
            "You round the mean to bits; the mean itself is wanted.",
            lambda y, x, p: channel_posterior_mean(y, x, p).round(),
        ),
        (
            "The noise is not Gaussian: a word that differs in d bits has the probability pᵈ(1 − p)⁷⁻ᵈ.",
            lambda y, x, p: mean((-flips(y, x) / (2 * p**2)).exp(), x),
            lambda y, x, p: mean((-flips(y, x) / (2 * p)).exp(), x),
        ),
    ],
    hints=[
        "torch.cdist(received, words, p=1) counts the bits in which they differ: (n, 16).",
        "Bayes: a word's weight is p**d * (1 - p)**(7 - d). Divide by the sum over the words; take the mean.",
    ],
    imports="import torch",
)
