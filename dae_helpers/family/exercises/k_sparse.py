"""Keep the k largest numbers of a code."""

import torch

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def k_sparse(h, k):
    """Where the k largest stand, and a 1 at each of these places: the product keeps them alone. As a
    factor the ones let the gradient through where the code is kept, and nowhere else."""
    places = h.topk(k, dim=1).indices
    return h * torch.zeros_like(h).scatter(1, places, 1.0)


def codes(n, units, k):
    return normal(n, units, seed=k).requires_grad_(), k


def below(h, k):
    return h.topk(k, dim=1).values[:, -1:]


EXERCISE = pointwise(
    k_sparse,
    points=5,
    trials=lambda: [codes(20, 12, k=4), codes(15, 9, k=3)],
    mistakes=[
        ("You keep the numbers that are largest in size; a large negative one is not kept.",
         lambda h, k: h * (h.abs() >= below(h.abs(), k))),
        ("You keep the k smallest.", lambda h, k: h * (h <= -below(-h, k))),
        ("You keep one number too few: the k-th largest belongs to them.",
         lambda h, k: h * (h > below(h, k))),
        ("You keep one number too many.", lambda h, k: h * (h >= below(h, k + 1))),
        ("You keep the largest of each unit over the images; wanted are those of each image over the units.",
         lambda h, k: h * (h >= h.topk(k, dim=0).values[-1:])),
        ("You return where the largest stand; the numbers themselves are wanted.",
         lambda h, k: (h >= below(h, k)).float()),
        ("All numbers that are not among the largest should be 0; yours keep some other value.",
         lambda h, k: torch.maximum(h, below(h, k)), lambda h, k: h.masked_fill(h < below(h, k), -torch.inf)),
    ],
    hints=[
        "h.topk(k, dim=1) gives the k largest numbers of each row and their places, as .values and .indices.",
        "torch.zeros_like(h).scatter(1, places, 1.0) is 1 at these places of each row and 0 elsewhere.",
    ],
    imports="import torch",
)  # fmt: skip
