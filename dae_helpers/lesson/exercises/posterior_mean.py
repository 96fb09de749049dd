"""The best guess of the clean point when a few nodes stand for the curve."""

from collections.abc import Callable

import torch

from ...stage.bayes import MISTAKES, trials
from ...stage.pointwise import pointwise


def posterior_mean(x_noisy, nodes, sigma):
    """Bayes' rule: the probability of a node, given x̃, is proportional to the density of the noise that
    leads from it to x̃. softmax takes exp and divides by the sum; the product is the mean of the nodes."""
    squared = torch.cdist(x_noisy, nodes).square()
    weights = torch.softmax(-squared / (2 * sigma**2), dim=1)
    return weights @ nodes


def uniform(mistake: Callable) -> Callable:
    return lambda x, nodes, s: mistake(x, nodes, torch.ones_like(nodes[:, 0]), s)


EXERCISE = pointwise(
    posterior_mean,
    points=5,
    trials=lambda: [(x_noisy, nodes, sigma) for x_noisy, nodes, _, sigma in trials()],
    mistakes=[(words, *map(uniform, functions)) for words, *functions in MISTAKES],
    hints=[
        "All nodes are equally likely, so the weight of a node is exp(−‖x̃ − node‖²/2σ²), divided by the sum "
        "of these over all nodes.",
        "`squared` is (n, m): a row for each x̃, a column for each node. Its exponent is −squared/2σ².",
        "torch.softmax(…, dim=1) takes exp and divides each row by its sum. Weights (n, m) @ nodes (m, 2) "
        "are the means.",
    ],
    imports="import torch",
)
