"""What the members are compared by: numbers that are the same for all of them."""

from collections.abc import Callable

import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from .. import seeds
from ..arguments import Map
from .digits import Digits


def error(r: Map, x: Tensor, x_noisy: Tensor | None = None) -> float:
    """The mean squared error of a pixel, of r(x) or of r(x̃), against x (n, d)."""
    blocks = zip(x.split(1000), (x if x_noisy is None else x_noisy).split(1000))  # layers are large
    with torch.no_grad():
        return sum((r(noisy) - clean).square().sum() for clean, noisy in blocks).item() / x.numel()


def dimension(r: Map, x: Tensor, sigma: float, seed: int = 0, repeats: int = 10) -> float:
    """E‖r(x̃) − x‖²/σ², with r the posterior mean the MMSE dimension as σ → 0; else an upper bound for it.

    In words: the number of directions in which noise cannot be told from data. x: points (n, d) on which r
    was not trained. Source: Wu & Verdú (2011).
    """
    x = x.repeat(repeats, 1)
    x_noisy = x + sigma * torch.randn(x.shape, generator=seeds.generator(seed, stream=1))
    return error(r, x, x_noisy) * x.shape[1] / sigma**2


def probe(encoder: Callable[[Tensor], Tensor], data: Digits) -> float:
    """The linear probe: the share of new digits that logistic regression on their codes gets right.

    The codes, of any shape, are brought to mean 0 and variance 1 first. Source: Alain & Bengio (2016).
    """
    with torch.no_grad():
        h, new = (encoder(x).flatten(1).numpy() for x in (data.x_train, data.x_test))
    # A penalty of 5 Σ w² on the weights, so that there is one least
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    return classifier.fit(h, data.y_train).score(new, data.y_test)


def neighbours(code: Tensor) -> Tensor:
    """For each row of the codes (n, k) the place of the nearest other row: (n,)."""
    return torch.cdist(code, code).fill_diagonal_(torch.inf).argmin(dim=1)


def neighbour_accuracy(code: Tensor, y: Tensor) -> float:
    """The share of codes (n, k) whose nearest neighbour shows the same digit; y: (n,)."""
    return (y[neighbours(code)] == y).float().mean().item()


def overlaps(code: Tensor, y: Tensor) -> list[tuple[int, int, int]]:
    """Digits that lie among each other: (a, b, how often one has the other as neighbour), most first."""
    pairs = torch.stack([y, y[neighbours(code)]]).sort(dim=0).values
    pairs, counts = pairs[:, pairs[0] != pairs[1]].unique(dim=1, return_counts=True)
    most = counts.argsort(descending=True)
    return [(int(pairs[0, k]), int(pairs[1, k]), int(counts[k])) for k in most]


def nearest(x: Tensor, images: Tensor) -> tuple[Tensor, Tensor]:
    """The distance from each x (n, d) to the nearest of the images (m, d), and its place: (n,), (n,)."""
    parts = [torch.cdist(part, images).min(dim=1) for part in x.split(1000)]
    return torch.cat([part.values for part in parts]), torch.cat([part.indices for part in parts])


def mmd(x: Tensor, y: Tensor) -> float:
    """The squared maximum mean discrepancy of two samples, (n, d) and (m, d): 0 if of one distribution.

    Unbiased, so it can fall below 0; Gaussian kernel of the median distance in y, and so the same for
    every x that is held against one y. Source: Gretton et al. (2012).
    """
    width = torch.pdist(y[:1000]).median()

    def kernel(a: Tensor, b: Tensor) -> Tensor:
        return (-torch.cdist(a, b).square() / (2 * width**2)).exp()

    n, m = len(x), len(y)
    within = (kernel(x, x).sum() - n) / (n * (n - 1)) + (kernel(y, y).sum() - m) / (m * (m - 1))
    return (within - 2 * kernel(x, y).mean()).item()


def jacobian_norm(encoder: Callable[[Tensor], Tensor], x: Tensor) -> float:
    """The root mean square of ‖∂h/∂x‖_F over the images x (n, d), exactly, by differentiation."""
    x = x.detach().requires_grad_()
    with torch.enable_grad():
        units = encoder(x).flatten(1).T
    # Each code depends on its own image only, so a sum over the images mixes no two of them.
    slopes = (torch.autograd.grad(unit.sum(), x, retain_graph=True)[0] for unit in units)
    return (sum(each.square().sum() for each in slopes) / len(x)).sqrt().item()
