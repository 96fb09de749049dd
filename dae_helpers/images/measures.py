"""What the members are compared by: numbers that are the same for all of them."""

from collections import Counter
from collections.abc import Callable

import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances_argmin_min
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits
from torch import Tensor

from .. import corruption
from ..arguments import Map
from .digits import Digits


def error(r: Map, x: Tensor, x_noisy: Tensor | None = None) -> float:
    """The mean squared error of a pixel, of r(x) or of r(x̃), against x (n, d)."""
    blocks = zip(x.split(1000), (x if x_noisy is None else x_noisy).split(1000))  # layers are large
    with torch.no_grad():
        return sum((r(noisy) - clean).square().sum() for clean, noisy in blocks).item() / x.numel()


def dimension(r: Map, x: Tensor, sigma: float, repeats: int = 10) -> float:
    """E‖r(x̃) − x‖²/σ²: for the best r and as σ → 0 the MMSE dimension, else an upper bound for it.

    In words: the number of directions in which noise cannot be told from data. x: points (n, d) on which r
    was not trained. Source: Wu & Verdú (2011).
    """
    x = x.repeat(repeats, 1)
    return error(r, x, corruption.gaussian(x, sigma, seed=0)) * x.shape[1] / sigma**2


def probe(encoder: Callable[[Tensor], Tensor], data: Digits) -> float:
    """The linear probe: the share of new digits that logistic regression on their codes gets right.

    Source: Alain & Bengio (2016).
    """
    with torch.no_grad():
        h, new = (encoder(x).flatten(1).numpy() for x in (data.x_train, data.x_test))
    # A penalty of 5 Σ w² on the weights, so that there is one least
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    with threadpool_limits(1):  # on small matrices several threads only wait for each other
        return classifier.fit(h, data.y_train).score(new, data.y_test)


def neighbours(code: Tensor, y: Tensor) -> Tensor:
    """The digit y (n,) of the nearest other one of the codes (n, k): (n,)."""
    return y[torch.cdist(code, code).fill_diagonal_(torch.inf).argmin(dim=1)]


def neighbour_accuracy(code: Tensor, y: Tensor) -> float:
    """The share of codes (n, k) whose nearest neighbour shows the same digit; y: (n,)."""
    return (neighbours(code, y) == y).float().mean().item()


def overlaps(code: Tensor, y: Tensor) -> list[tuple[tuple[int, int], int]]:
    """Pairs of digits that lie among each other, and how often one has the other as neighbour, most first."""
    pairs = torch.stack([y, neighbours(code, y)]).sort(dim=0).values.T.tolist()
    return Counter((a, b) for a, b in pairs if a != b).most_common()


def nearest(x: Tensor, images: Tensor) -> tuple[Tensor, Tensor]:
    """The distance from each x (n, d) to the nearest of the images (m, d), and its place: (n,), (n,)."""
    with threadpool_limits(1):
        places, distances = pairwise_distances_argmin_min(x, images)
    return torch.from_numpy(distances), torch.from_numpy(places)


def mmd(x: Tensor, y: Tensor) -> float:
    """The squared maximum mean discrepancy of two samples, (n, d) and (m, d): 0 if of one distribution.

    Unbiased, so it can fall below 0; Gaussian kernel, as wide as the median distance in y. Source: Gretton
    et al. (2012).
    """
    gamma = 1 / (2 * torch.pdist(y[:1000]).median().item() ** 2)
    n, m = len(x), len(y)
    with threadpool_limits(1):
        xx, yy, xy = (rbf_kernel(a, b, gamma) for a, b in ((x, x), (y, y), (x, y)))
    return (xx.sum() - n) / (n * (n - 1)) + (yy.sum() - m) / (m * (m - 1)) - 2 * xy.mean()


def jacobian_norm(encoder: Callable[[Tensor], Tensor], x: Tensor) -> float:
    """The root mean square of ‖∂h/∂x‖_F over the images x (n, d), exactly, by differentiation."""
    x = x.detach().requires_grad_()
    with torch.enable_grad():
        units = encoder(x).flatten(1).T
    # Each code depends on its own image only, so a sum over the images mixes no two of them.
    slopes = (torch.autograd.grad(unit.sum(), x, retain_graph=True)[0] for unit in units)
    return (sum(each.square().sum() for each in slopes) / len(x)).sqrt().item()
