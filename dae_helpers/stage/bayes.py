"""Weighted nodes and Bayes' rule: mistakes that two exercises share."""

from collections.abc import Callable

import torch
from torch import Tensor


def glow(x: Tensor, nodes: Tensor, q: Tensor, s: float) -> Tensor:
    """The posterior's weights before they are made to sum to 1."""
    return q * (-torch.cdist(x, nodes).square() / (2 * s**2)).exp()


def weighted(exponent: Callable[[Tensor, Tensor, float], Tensor], dim: int = 1) -> Callable:
    """The mean of the nodes with the weights softmax(exponent(q, distance, σ))."""
    return lambda x, nodes, q, s: exponent(q, torch.cdist(x, nodes), s).softmax(dim) @ nodes


def unshifted(x: Tensor, nodes: Tensor, q: Tensor, s: float) -> Tensor:
    return glow(x, nodes, q, s) @ nodes / glow(x, nodes, q, s).sum(dim=1, keepdim=True)


# What was returned in place of the mean of nodes that have the probabilities q.
MISTAKES = [
    (
        "The distance is not squared: the density of the noise falls like exp(−distance²/2σ²).",
        weighted(lambda q, d, s: q.log() - d / (2 * s**2)),
    ),
    (
        "A bracket is missing: / 2 * sigma**2 divides by 2 and then multiplies; write / (2 * sigma**2).",
        weighted(lambda q, d, s: q.log() - d**2 / 2 * s**2),
    ),
    (
        "You divide by 2σ where 2σ² belongs: σ and σ² are confused.",
        weighted(lambda q, d, s: q.log() - d**2 / (2 * s)),
    ),
    (
        "The factor 2 is missing: divide the squared distance by 2σ², not by σ².",
        weighted(lambda q, d, s: q.log() - d**2 / s**2),
    ),
    (
        "The minus is missing: your weights grow with the distance.",
        weighted(lambda q, d, s: q.log() + d**2 / (2 * s**2)),
    ),
    (
        "exp is rounded to 0 at all nodes when x̃ is far away, and you divide 0 by 0. torch.softmax takes "
        "care of that.",
        unshifted,
    ),
    (
        "The weights are not normalised: for each x̃ they must sum to 1.",
        lambda x, nodes, q, s: glow(x, nodes, q, s) @ nodes,
        lambda x, nodes, q, s: glow(x, nodes, q, s) / glow(x, nodes, q, s).sum() @ nodes,
    ),
    (
        "The weights sum to 1 along the wrong dimension: they must do so over the nodes, dim=1.",
        lambda x, nodes, q, s: glow(x, nodes, q, s) / glow(x, nodes, q, s).sum(0) @ nodes,
        weighted(lambda q, d, s: q.log() - d**2 / (2 * s**2), dim=0),
    ),
    (
        "You return a single node, the nearest or the likeliest; wanted is the mean of all.",
        lambda x, nodes, q, s: nodes[torch.cdist(x, nodes).argmin(dim=1)],
        lambda x, nodes, q, s: nodes[(q.log() - torch.cdist(x, nodes) ** 2 / (2 * s**2)).argmax(dim=1)],
    ),
]
