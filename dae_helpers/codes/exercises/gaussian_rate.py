"""The rate of a Gaussian code."""

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def gaussian_rate(mean, log_var):
    """E_q log q(z) − E_q log p(z) for one number is −(1 + log v)/2 + (μ² + v)/2, as E_q z² = μ² + v; the two
    log 2π cancel. The numbers of a code are independent: their rates add up. Kingma & Welling (2013)."""
    return (mean.square() + log_var.exp() - 1 - log_var).sum(dim=1) / 2


EXERCISE = pointwise(
    gaussian_rate,
    points=4,
    trials=lambda: [
        (normal(20, 1, seed=1), normal(20, 1, seed=2)),
        (normal(15, 3, seed=3), normal(15, 3, seed=4)),
    ],
    mistakes=[
        (
            "The sign is flipped: a KL divergence is never negative.",
            lambda m, v: (1 + v - m**2 - v.exp()).sum(1) / 2,
        ),
        ("The factor ½ is missing.", lambda m, v: (m**2 + v.exp() - 1 - v).sum(1)),
        (
            "You take log_var for the variance itself: v = exp(log_var).",
            lambda m, v: (m**2 + v - 1 - v.abs().log()).sum(1) / 2,
        ),
        (
            "exp(log_var) is the variance v already; yours is v².",
            lambda m, v: (m**2 + (2 * v).exp() - 1 - 2 * v).sum(1) / 2,
        ),
        (
            "You forgot the mean: a code that is far from 0 is dear, too.",
            lambda m, v: (v.exp() - 1 - v).sum(1) / 2,
        ),
        (
            "The mean counts by its square.",
            lambda m, v: (m.abs() + v.exp() - 1 - v).sum(1) / 2,
            lambda m, v: (m + v.exp() - 1 - v).sum(1) / 2,
        ),
        (
            "The − 1 is missing: for μ = 0 and v = 1 the rate is 0.",
            lambda m, v: (m**2 + v.exp() - v).sum(1) / 2,
        ),
        (
            "You average over the numbers of the code; their rates add up.",
            lambda m, v: (m**2 + v.exp() - 1 - v).mean(1) / 2,
        ),
        (
            "That is KL(p ‖ q), the other way round: the average must be over q.",
            lambda m, v: ((1 + m**2) / v.exp() - 1 + v).sum(1) / 2,
        ),
    ],
    hints=[
        "E_q z² = μ² + v, and v = log_var.exp(). The rate of one number is (μ² + v − 1 − log v)/2.",
        "E_q z² = μ² + v, and v = log_var.exp(). For one number the rate is (μ² + v − 1 − log v)/2.",
    ],
)
