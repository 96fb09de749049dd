"""Fill in missing pixels as if images were normally distributed."""

import torch
from torch import Tensor

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def conditional_mean(x, known, mean, cov):
    """E[x_m | x_k] = μ_m + C_mk C_kk⁻¹ (x_k − μ_k), k: the known pixels, m: the missing ones. The images are
    rows, so the matrix stands transposed at their right: C_kk⁻¹ C_km, since C is symmetric."""
    missing, filled = ~known, x.clone()
    weights = torch.linalg.solve(cov[known][:, known], cov[known][:, missing])
    filled[:, missing] = mean[missing] + (x[:, known] - mean[known]) @ weights
    return filled


def setting(n: int, known: str, seed: int) -> tuple[Tensor, ...]:
    """Images of six pixels; where one is missing, x holds a number that means nothing."""
    root = normal(6, 6, seed=seed) * torch.tensor([2, 1.5, 1, 0.7, 0.5, 0.5])
    x, mean = normal(n, 6, seed=seed + 1) + 1, torch.linspace(-1, 2, 6)
    return x, torch.tensor([each == "1" for each in known]), mean, root @ root.T


def other(guess) -> object:
    """Another guess at the missing pixels: guess(x_k, μ_k, μ_m, C, known)."""

    def filled(x, known, mean, cov):
        out = x.clone()
        out[:, ~known] = guess(x[:, known], mean[known], mean[~known], cov, known)
        return out

    return filled


def weights(cov: Tensor, known: Tensor) -> Tensor:
    return torch.linalg.solve(cov[known][:, known], cov[known][:, ~known])


EXERCISE = pointwise(
    conditional_mean,
    points=5,
    trials=lambda: [setting(20, "110101", seed=1), setting(15, "011100", seed=3)],
    mistakes=[
        ("You forgot the mean of the known pixels: take it away from them first.",
         other(lambda x, a, b, c, k: b + x @ weights(c, k))),
        ("You forgot the mean of the missing pixels: add it at the end.",
         other(lambda x, a, b, c, k: (x - a) @ weights(c, k))),
        ("Both means are missing.", other(lambda x, a, b, c, k: x @ weights(c, k))),
        ("You fill in the mean; the known pixels tell more than that.",
         other(lambda x, a, b, c, k: b.expand(len(x), -1))),
        ("You invert all of C and then cut out a block. Cut first: wanted is the inverse of C_kk.",
         other(lambda x, a, b, c, k: b + (x - a) @ torch.linalg.inv(c)[k][:, k] @ c[k][:, ~k])),
        ("You multiply by C_km alone; the factor C_kk⁻¹ is missing.",
         other(lambda x, a, b, c, k: b + (x - a) @ c[k][:, ~k])),
        ("You use the variances of the known pixels alone, but these depend on each other: invert C_kk.",
         other(lambda x, a, b, c, k: b + (x - a) / c[k][:, k].diagonal() @ c[k][:, ~k])),
        ("You change known pixels as well; these should stay as they are.",
         lambda x, k, m, c: conditional_mean(x, k, m, c).where(~k, m),
         lambda x, k, m, c: conditional_mean(x, k, m, c).where(~k, torch.zeros(()))),
        ("You take the known pixels for the missing ones, and the other way round.",
         lambda x, k, m, c: conditional_mean(x, ~k, m, c)),
        ("You return the images as they are.", lambda x, k, m, c: x.clone()),
    ],
    hints=[
        "x[:, known] are the known pixels of all images, (n, k), and cov[known][:, ~known] is C_km.",
        "torch.linalg.solve(a, b) is a⁻¹b: with C_kk and C_km it gives the weights, (k, m).",
        "Begin with filled = x.clone(), and put your guess into filled[:, ~known].",
    ],
    imports="import torch",
)  # fmt: skip
