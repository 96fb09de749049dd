"""A draw from N(μ, v) through which gradients flow."""

from torch import Tensor

from ...images.members import reparameterised
from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def parameters(*shape: int, seed: int) -> tuple[Tensor, ...]:
    """Mean, log variance and noise; what is trained is asked for its gradient."""
    mean, log_var, noise = (normal(*shape, seed=seed + k) for k in range(3))
    return mean.requires_grad_(), log_var.requires_grad_(), noise


EXERCISE = pointwise(
    reparameterised,
    points=5,
    trials=lambda: [parameters(20, 5, seed=1), parameters(15, 2, seed=4)],
    mistakes=[
        ("You multiply the noise by the variance; its standard deviation, the root of it, is wanted.",
         lambda m, v, z: m + v.exp() * z),
        ("You take the logarithm for the number: the variance is exp(log_var).",
         lambda m, v, z: m + v * z, lambda m, v, z: m + v / 2 * z, lambda m, v, z: m + v.abs().sqrt() * z),
        ("Your variance is its own inverse: the exponent should be +log_var / 2.",
         lambda m, v, z: m + (-v / 2).exp() * z),
        ("You forgot the mean.", lambda m, v, z: (v / 2).exp() * z),
        ("You forgot the spread: all your draws have the variance 1.", lambda m, v, z: m + z),
        ("There is no noise: you return the mean.", lambda m, v, z: m),
        ("You add the spread, where the noise should be multiplied by it.",
         lambda m, v, z: m + (v / 2).exp() + z),
    ],
    hints=[
        "If ε ~ N(0, 1), then a + bε ~ N(a, b²).",
        "b is the standard deviation. What is handed in is the logarithm of the variance.",
    ],
)  # fmt: skip
