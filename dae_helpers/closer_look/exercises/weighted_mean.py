"""The best guess of the clean point when some nodes are likelier than others."""

import torch

from ...stage.bayes import MISTAKES, glow, trials, weighted
from ...stage.pointwise import pointwise


def weighted_mean(x_noisy, nodes, q, sigma):
    """Bayes' rule: the weight of a node is its probability q times the density of the noise that leads from
    it to x̃. In the exponent the product becomes a sum, and softmax divides by the sum of the weights."""
    distances = torch.cdist(x_noisy, nodes)
    weights = torch.softmax(q.log() - distances.square() / (2 * sigma**2), dim=1)
    return weights @ nodes


def shown() -> str:
    x, nodes = torch.zeros(1, 2), torch.tensor([[-1.0, 0.0], [1.0, 0.0]])
    mean = weighted_mean(x, nodes, torch.tensor([0.25, 0.75]), 0.4)[0]
    return (
        "At (0, 0), midway between a node (−1, 0) with q = 0.25 and a node (1, 0) with q = 0.75, it is "
        "({:.2f}, {:.2f}): ".format(*mean)
        + "both are equally near, and the likelier draws the mean to its side."
    )


EXERCISE = pointwise(
    weighted_mean,
    points=5,
    trials=trials,
    mistakes=[
        (
            "The probabilities q are ignored: all nodes count as equally likely.",
            weighted(lambda q, d, s: -(d**2) / (2 * s**2)),
        ),
        (
            "You add q in the exponent: it must be log q, as q·exp(a) = exp(log q + a).",
            weighted(lambda q, d, s: q - d**2 / (2 * s**2)),
        ),
        (
            "You multiply the exponent by q: log q is to be added to it, as q·exp(a) = exp(log q + a).",
            weighted(lambda q, d, s: -q * d**2 / (2 * s**2)),
        ),
        (
            "You multiply by q after the weights were made to sum to 1: now they no longer do.",
            lambda x, nodes, q, s: (-(torch.cdist(x, nodes) ** 2) / (2 * s**2)).softmax(1) * q @ nodes,
            lambda x, nodes, q, s: glow(x, nodes, q, s) / glow(x, nodes, q / q, s).sum(1, True) @ nodes,
        ),
        *MISTAKES,
    ],
    hints=[
        "Start from posterior_mean of the lesson. There all nodes were equally likely.",
        "Bayes: p(node | x̃) is proportional to q(node) · exp(−‖x̃ − node‖²/2σ²).",
        "q·exp(a) = exp(log q + a), so log q is added inside the softmax.",
    ],
    shown=shown,
    imports="import torch",
)
