"""Exercise 5: the best guess of the clean point when a few nodes stand for the curve."""

from collections.abc import Callable

import torch
from torch import Tensor

from ...manifolds import circle, spiral
from ...stage.pointwise import pointwise
from .trials import curve, noisy


def posterior_mean(x_noisy, nodes, sigma):
    """Bayes' rule: the probability of a node, given x̃, is proportional to the density of the noise that
    leads from it to x̃. softmax takes exp and divides by the sum; the product is the mean of the nodes."""
    distances = torch.cdist(x_noisy, nodes)
    weights = torch.softmax(-distances.square() / (2 * sigma**2), dim=1)
    return weights @ nodes


def glow(x: Tensor, nodes: Tensor, q: Tensor, s: float) -> Tensor:
    """The posterior's weights before they are made to sum to 1."""
    return q * (-torch.cdist(x, nodes).square() / (2 * s**2)).exp()


def weighted(exponent: Callable[[Tensor, Tensor, float], Tensor], dim: int = 1) -> Callable:
    """The mean of the nodes with the weights softmax(exponent(q, distance, σ))."""
    return lambda x, nodes, q, s: exponent(q, torch.cdist(x, nodes), s).softmax(dim) @ nodes


def unshifted(x: Tensor, nodes: Tensor, q: Tensor, s: float) -> Tensor:
    return glow(x, nodes, q, s) @ nodes / glow(x, nodes, q, s).sum(dim=1, keepdim=True)


# Of nodes with the probabilities q; exercise 9 has the same.
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


def places() -> list[tuple[Tensor, Tensor, float]]:
    """x̃, nodes and σ of each trial; in the third, x̃ is far away, where exp underflows."""
    return [
        (noisy(circle, 0.3, 50), curve(spiral).points(40), 0.4),
        (noisy(spiral, 0.15, 30), curve(circle).points(70), 0.15),
        (5 * noisy(circle, 0.05, 20), curve(spiral).points(24), 0.1),
        (noisy(spiral, 0.02, 10), curve(spiral).points(800), 0.02),
        (noisy(circle, 2.0, 10), curve(spiral).points(800), 2.0),
    ]


def uniform(mistake: Callable) -> Callable:
    return lambda x, nodes, s: mistake(x, nodes, torch.ones_like(nodes[:, 0]), s)


EXERCISE = pointwise(
    posterior_mean,
    trials=places,
    mistakes=[(words, *map(uniform, functions)) for words, *functions in MISTAKES],
    hints=[
        "All nodes are equally likely, so the weight of a node is exp(−‖x̃ − node‖²/2σ²), divided by the sum "
        "of these over all nodes.",
        "torch.cdist(x_noisy, nodes) gives all the distances, (n, m): a row for each x̃, a column for each "
        "node.",
        "torch.softmax(…, dim=1) takes exp and divides each row by its sum. Weights (n, m) @ nodes (m, 2) "
        "are the means.",
    ],
)
