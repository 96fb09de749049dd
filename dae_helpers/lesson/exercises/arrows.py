"""The exercises on arrows and posterior means (1, 2 and 5), with the mistakes known by name."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from ... import manifolds
from ...corruption import gaussian
from ...stage.checking import pointwise
from . import solutions
from .trials import best


def denoise(x: Tensor) -> Tensor:
    """The circle's best denoiser at σ = 0.3, as a map and nothing else."""
    return best(manifolds.circle, 0.3)(x)


def noisy_points() -> Tensor:
    return gaussian(manifolds.circle().sample(50, seed=1), 0.3, seed=2)


DISPLACEMENT = pointwise(
    solutions.displacement,
    lambda: (denoise, noisy_points()),
    [
        ("You return r(x̃), where the arrow ends; the arrow leads there from x̃.", lambda r, x: r(x)),
        ("The sign is flipped: your arrows lead from r(x̃) back to x̃.", lambda r, x: x - r(x)),
        (
            "You made all arrows equally long: their length counts.",
            lambda r, x: nn.functional.normalize(r(x) - x),
        ),
    ],
)

SCORE = pointwise(
    solutions.score,
    lambda: (denoise, noisy_points(), 0.3),
    [
        ("The factor 1/σ² is missing: you return the arrow, σ² times the score.", lambda r, x, s: r(x) - x),
        ("You divide by σ: the arrow is σ² times the score.", lambda r, x, s: (r(x) - x) / s),
        (
            "You divide by 2σ²: the 2 belongs to the exponent of the density, not to its gradient.",
            lambda r, x, s: (r(x) - x) / (2 * s**2),
        ),
        ("You multiply by σ²: the arrow already is σ² times the score.", lambda r, x, s: (r(x) - x) * s**2),
        ("The sign is flipped: the score points the way of the arrow.", lambda r, x, s: (x - r(x)) / s**2),
        ("You divide r(x̃) itself by σ²; divide the arrow r(x̃) − x̃.", lambda r, x, s: r(x) / s**2),
    ],
)


def glow(x: Tensor, nodes: Tensor, q: Tensor | float, s: float) -> Tensor:
    """The posterior's weights before they are made to sum to 1."""
    return q * (-torch.cdist(x, nodes).square() / (2 * s**2)).exp()


def weighted(exponent: Callable[[Tensor, Tensor, float], Tensor]) -> Callable:
    """The mean of the nodes with the weights softmax(exponent(q, distance, σ))."""
    return lambda x, nodes, q, s: exponent(q, torch.cdist(x, nodes), s).softmax(dim=1) @ nodes


# float32 like the points, whatever the student's default is
Q = torch.linspace(-2, 2, 40, dtype=torch.float32).softmax(dim=0)
SPIRAL_NODES = pointwise(
    solutions.posterior_mean,
    lambda: (noisy_points(), manifolds.spiral().points(40), Q, 0.4),
    [
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
            "The distance is not squared: the density of the noise falls like exp(−distance²/2σ²).",
            weighted(lambda q, d, s: q.log() - d / (2 * s**2)),
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
            "The weights are not normalised: for each x̃ they must sum to 1.",
            lambda x, nodes, q, s: glow(x, nodes, q, s) @ nodes,
            lambda x, nodes, q, s: glow(x, nodes, q, s) / glow(x, nodes, q, s).sum() @ nodes,
            lambda x, nodes, q, s: glow(x, nodes, q, s) / glow(x, nodes, 1, s).sum(1, True) @ nodes,
        ),
        (
            "The weights sum to 1 along the wrong dimension: they must do so over the nodes, dim=1.",
            lambda x, nodes, q, s: glow(x, nodes, q, s) / glow(x, nodes, q, s).sum(0) @ nodes,
        ),
        (
            "You return a single node, the nearest or the likeliest; wanted is the mean of all.",
            lambda x, nodes, q, s: nodes[torch.cdist(x, nodes).argmin(dim=1)],
            lambda x, nodes, q, s: nodes[glow(x, nodes, q, s).argmax(dim=1)],
        ),
    ],
)


def between_two_nodes() -> tuple:
    """A second trial, for show: a point midway between two nodes of different q."""
    return torch.zeros(1, 2), torch.tensor([[-1.0, 0.0], [1.0, 0.0]]), torch.tensor([0.25, 0.75]), 0.4


def says(got: list) -> str:
    if not SPIRAL_NODES.passes(got):
        return SPIRAL_NODES.says(got)
    return (
        f"{SPIRAL_NODES.says(got)} And at (0, 0), midway between a node (−1, 0) with q = 0.25 and a node "
        "(1, 0) with q = 0.75, your r is ({:.2f}, {:.2f}): ".format(*got[1][0])
        + "both are equally near, and the likelier draws the mean to its side."
    )


POSTERIOR_MEAN = SPIRAL_NODES._replace(
    trials=lambda: [*SPIRAL_NODES.trials(), between_two_nodes()], says=says
)
