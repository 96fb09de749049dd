"""The gradient of an energy whose slopes are the arrows of an autoencoder."""

import torch

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def energy_gradient(x, w, b, c, sigma):
    """The derivative of log(1 + eᵗ) is the sigmoid, that of wⱼ·x is wⱼ: unit j adds sigmoid(wⱼ·x + bⱼ) wⱼ.
    The units' sum and c together are r(x), so ∇E = (x − r(x))/σ². Vincent (2011)."""
    h = torch.sigmoid(x @ w.T + b)
    return (x - c - h @ w) / sigma**2


def trial(n: int, units: int, sigma: float, seed: int) -> tuple:
    return (
        normal(n, 2, seed=seed),
        normal(units, 2, seed=seed + 1),
        normal(units, 1, seed=seed + 2)[:, 0],
        normal(1, 2, seed=seed + 3)[0],
        sigma,
    )


EXERCISE = pointwise(
    energy_gradient,
    points=4,
    trials=lambda: [trial(20, 6, 0.5, 1), trial(15, 9, 1.5, 11)],
    mistakes=[
        (
            "The sign is flipped: the energy falls along the arrow, and its gradient points against it.",
            lambda x, w, b, c, s: (torch.sigmoid(x @ w.T + b) @ w + c - x) / s**2,
        ),
        (
            "The factor 1/σ² is missing.",
            lambda x, w, b, c, s: x - c - torch.sigmoid(x @ w.T + b) @ w,
        ),
        (
            "You divide by σ where σ² belongs.",
            lambda x, w, b, c, s: (x - c - torch.sigmoid(x @ w.T + b) @ w) / s,
        ),
        (
            "The derivative of log(1 + eᵗ) is the sigmoid; you kept the logarithm.",
            lambda x, w, b, c, s: (x - c - (1 + (x @ w.T + b).exp()).log() @ w) / s**2,
        ),
        (
            "You took the sigmoid's derivative, h(1 − h): the units enter the energy by log(1 + eᵗ), whose "
            "derivative is h itself.",
            lambda x, w, b, c, s: (x - c - (lambda h: h * (1 - h))(torch.sigmoid(x @ w.T + b)) @ w) / s**2,
        ),
        ("The biases b are missing.", lambda x, w, b, c, s: (x - c - torch.sigmoid(x @ w.T) @ w) / s**2),
        (
            "c is missing: the hill's middle is at c.",
            lambda x, w, b, c, s: (x - torch.sigmoid(x @ w.T + b) @ w) / s**2,
        ),
        (
            "x itself is missing, the gradient of ½‖x − c‖².",
            lambda x, w, b, c, s: (-c - torch.sigmoid(x @ w.T + b) @ w) / s**2,
        ),
    ],
    hints=[
        "The gradient of ½‖x − c‖² is x − c. The derivative of log(1 + eᵗ) is sigmoid(t).",
        "Unit j adds sigmoid(wⱼ·x + bⱼ) times wⱼ. All units at once: torch.sigmoid(x @ w.T + b) @ w.",
    ],
    imports="import torch",
)
