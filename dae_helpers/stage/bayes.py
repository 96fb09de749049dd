"""The posterior mean of weighted nodes, by Bayes' rule: the trials and the mistakes of two exercises."""

from collections.abc import Callable

import torch
from torch import Tensor

from .statistics import normal


def trials() -> list[tuple]:
    """Noisy points, nodes, the nodes' probabilities, and σ; in the third, x̃ is far away: exp underflows."""
    return [
        trial(0, 50, 70, 0.4, high=2),
        trial(1, 30, 40, 0.15, high=-4),
        trial(2, 20, 24, 0.1, high=1, scale=10),
        trial(3, 10, 800, 0.02, high=12),
        trial(4, 10, 800, 2.0, high=-14),
    ]


def trial(seed: int, n: int, m: int, sigma: float, high: float, scale: float = 1) -> tuple:
    """x̃ (n, 2), nodes (m, 2), q (m,) and σ; log q runs evenly from −2 to high, but for a constant."""
    nodes = normal(m, 2, seed=seed)
    x_noisy = scale * (nodes[:n] + sigma * normal(n, 2, seed=10 + seed))
    return x_noisy, nodes, torch.linspace(-2, high, m, dtype=torch.float32).softmax(dim=0), sigma


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
