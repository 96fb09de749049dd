"""The best linear denoiser."""

import torch
from torch import Tensor

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def wiener(x_noisy, mean, cov, sigma):
    """The covariance of x with x̃ is C, that of x̃ itself is C + σ²I: the best linear guess of x is
    μ + C(C + σ²I)⁻¹(x̃ − μ). The images are rows, so the matrix stands transposed at their right: both of
    its factors are symmetric, and their order turns round."""
    noisy_cov = cov + sigma**2 * torch.eye(len(cov))
    return mean + (x_noisy - mean) @ torch.linalg.solve(noisy_cov, cov)


def covariance(seed: int) -> Tensor:
    root = normal(6, 6, seed=seed) * torch.tensor([2, 1.5, 1, 0.5, 0.2, 0.1])
    return root @ root.T


def linear(matrix) -> object:
    """Another linear map in place of the right one: matrix(C, σ, I)."""

    def r(x_noisy, mean, cov, sigma):
        return mean + (x_noisy - mean) @ matrix(cov, sigma, torch.eye(len(cov)))

    return r


EXERCISE = pointwise(
    wiener,
    points=5,
    trials=lambda: [
        (normal(20, 6, seed=1) + 1, torch.linspace(-1, 1, 6), covariance(2), 0.5),
        (normal(15, 6, seed=3), torch.linspace(1, 2, 6), covariance(4), 0.3),
    ],
    mistakes=[
        ("Noise has the variance σ², not σ.", linear(lambda c, s, i: torch.linalg.solve(c + s * i, c))),
        ("You take the mean away, but do not add it again.",
         lambda x, m, c, s: (x - m) @ torch.linalg.solve(c + s**2 * torch.eye(len(c)), c)),
        ("You forgot the mean: the map shrinks towards 0, not towards the mean of the images.",
         lambda x, m, c, s: x @ torch.linalg.solve(c + s**2 * torch.eye(len(c)), c),
         lambda x, m, c, s: m + x @ torch.linalg.solve(c + s**2 * torch.eye(len(c)), c)),
        ("You keep the noise and shrink the image: the matrix is C(C + σ²I)⁻¹, and yours is σ²(C + σ²I)⁻¹.",
         linear(lambda c, s, i: s**2 * torch.linalg.inv(c + s**2 * i))),
        ("Your matrix is (C + σ²I)⁻¹ alone; the factor C is missing.",
         linear(lambda c, s, i: torch.linalg.inv(c + s**2 * i))),
        ("Your matrix is the inverse of the right one.",
         linear(lambda c, s, i: torch.linalg.solve(c, c + s**2 * i))),
        ("You add σ² to every entry of C; noise is independent between pixels: add σ²I.",
         linear(lambda c, s, i: torch.linalg.solve(c + s**2, c))),
        ("You shrink each pixel by itself; the other pixels tell about it as well: use the whole of C.",
         linear(lambda c, s, i: (c.diagonal() / (c.diagonal() + s**2)).diag())),
        ("You return x̃ as it is.", lambda x, m, c, s: x),
    ],
    hints=[
        "First take the mean away, and add it again at the end.",
        "Along an axis with variance λ the guess is shrunk by λ/(λ + σ²). The matrix C(C + σ²I)⁻¹ does this "
        "along all axes at once.",
        "torch.linalg.solve(a, b) is a⁻¹b, and torch.eye(n) is I.",
    ],
    imports="import torch",
)  # fmt: skip
