"""The gradient of an energy whose slopes are the arrows of an autoencoder."""

from collections.abc import Callable

import torch
from torch import Tensor

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def energy_gradient(x, w, b, c, sigma):
    """The derivative of log(1 + eᵗ) is the sigmoid, that of wⱼ·x is wⱼ: unit j adds sigmoid(wⱼ·x + bⱼ) wⱼ.
    The units' sum and c together are r(x), so ∇E = (x − r(x))/σ². Vincent (2011)."""
    h = torch.sigmoid(x @ w.T + b)
    return (x - c - h @ w) / sigma**2


def trial(n: int, units: int, sigma: float, seed: int) -> tuple:
    w, b, c = (normal(*shape, seed=seed + k) for k, shape in enumerate([(units, 2), (1, units), (1, 2)], 1))
    return normal(n, 2, seed=seed), w, b[0], c[0], sigma


def with_units(h: Callable[[Tensor], Tensor]) -> Callable:
    """The gradient with another function h in the sigmoid's place."""
    return lambda x, w, b, c, sigma: (x - c - h(x @ w.T + b) @ w) / sigma**2


EXERCISE = pointwise(
    energy_gradient,
    points=4,
    trials=lambda: [trial(20, 6, 0.5, 1), trial(15, 9, 1.5, 11)],
    mistakes=[
        (
            "The sign is flipped: the energy falls along the arrow, and its gradient points against it.",
            lambda *given: -energy_gradient(*given),
        ),
        ("The factor 1/σ² is missing.", lambda x, w, b, c, s: energy_gradient(x, w, b, c, 1)),
        ("You divide by σ where σ² belongs.", lambda x, w, b, c, s: energy_gradient(x, w, b, c, s**0.5)),
        (
            "The derivative of log(1 + eᵗ) is the sigmoid; you kept the logarithm.",
            with_units(lambda t: (1 + t.exp()).log()),
        ),
        (
            "You took the sigmoid's derivative, h(1 − h): the units enter the energy by log(1 + eᵗ), whose "
            "derivative is h itself.",
            with_units(lambda t: t.sigmoid() * (1 - t.sigmoid())),
        ),
        ("The biases b are missing.", lambda x, w, b, c, s: energy_gradient(x, w, 0 * b, c, s)),
        (
            "c is missing: the gradient of ½‖x − c‖² is x − c.",
            lambda x, w, b, c, s: energy_gradient(x, w, b, 0, s),
        ),
        (
            "x is missing, the gradient of ½‖x‖².",
            lambda x, w, b, c, s: energy_gradient(x, w, b, c, s) - x / s**2,
        ),
    ],
    hints=[
        "The gradient of ½‖x − c‖² is x − c. The derivative of log(1 + eᵗ) is sigmoid(t).",
        "Unit j adds sigmoid(wⱼ·x + bⱼ) times wⱼ. All units at once: torch.sigmoid(x @ w.T + b) @ w.",
    ],
    imports="import torch",
)
