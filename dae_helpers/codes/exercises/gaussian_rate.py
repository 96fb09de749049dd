"""The rate of a Gaussian code."""

from collections.abc import Callable

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def gaussian_rate(mean, log_var):
    """E_q log q(z) − E_q log p(z) for one number is −(1 + log v)/2 + (μ² + v)/2, as E_q z² = μ² + v; the two
    log 2π cancel. The numbers of a code are independent: their rates add up. Kingma & Welling (2013)."""
    return (mean.square() + log_var.exp() - 1 - log_var).sum(dim=1) / 2


def of_one(rate: Callable) -> Callable:
    """The sum of another rate(μ, log v) over the numbers of the code."""
    return lambda mean, log_var: rate(mean, log_var).sum(dim=1)


EXERCISE = pointwise(
    gaussian_rate,
    points=4,
    trials=lambda: [
        (normal(20, 1, seed=1), normal(20, 1, seed=2)),
        (normal(15, 3, seed=3), normal(15, 3, seed=4)),
    ],
    mistakes=[
        ("The sign is flipped: a KL divergence is never negative.", lambda m, v: -gaussian_rate(m, v)),
        ("The factor ½ is missing.", lambda m, v: 2 * gaussian_rate(m, v)),
        (
            "You take log_var for the variance itself: v = exp(log_var).",
            of_one(lambda m, v: (m**2 + v - 1 - v.abs().log()) / 2),
        ),
        ("You forgot the mean: a code far from 0 is dear, too.", lambda m, v: gaussian_rate(0 * m, v)),
        ("The mean counts by its square.", lambda m, v: gaussian_rate(m.abs().sqrt(), v)),
        (
            "The − 1 is missing: for μ = 0 and v = 1 the rate is 0.",
            of_one(lambda m, v: (m**2 + v.exp() - v) / 2),
        ),
        (
            "You average over the numbers of the code; their rates add up.",
            lambda m, v: gaussian_rate(m, v) / m.shape[1],
        ),
        (
            "That is KL(p ‖ q), the other way round: the average must be over q.",
            of_one(lambda m, v: ((1 + m**2) / v.exp() - 1 + v) / 2),
        ),
    ],
    hints=[
        "KL(q ‖ p) = E_q [log q(z) − log p(z)]. Both are quadratic in z, and E_q (z − μ)² = v.",
        "E_q z² = μ² + v, and v = log_var.exp(). The rate of one number is (μ² + v − 1 − log v)/2.",
    ],
)
