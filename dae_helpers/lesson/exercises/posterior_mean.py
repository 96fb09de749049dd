"""The best guess of the clean point when a few nodes stand for the curve."""

from collections.abc import Callable

import torch
from torch import Tensor

from ...manifolds import named
from ...stage.bayes import MISTAKES
from ...stage.pointwise import pointwise
from .trials import noisy


def posterior_mean(x_noisy, nodes, sigma):
    """Bayes' rule: the probability of a node, given x̃, is proportional to the density of the noise that
    leads from it to x̃. softmax takes exp and divides by the sum; the product is the mean of the nodes."""
    distances = torch.cdist(x_noisy, nodes)
    weights = torch.softmax(-distances.square() / (2 * sigma**2), dim=1)
    return weights @ nodes


def places() -> list[tuple[Tensor, Tensor, float]]:
    """x̃, nodes and σ of each trial; in the third, x̃ is far away, where exp underflows."""
    return [
        (noisy("circle", 0.3, 50), named("spiral").points(40), 0.4),
        (noisy("spiral", 0.15, 30), named("circle").points(70), 0.15),
        (5 * noisy("circle", 0.05, 20), named("spiral").points(24), 0.1),
        (noisy("spiral", 0.02, 10), named("spiral").points(800), 0.02),
        (noisy("circle", 2.0, 10), named("spiral").points(800), 2.0),
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
    imports="import torch",
)
