"""Odd one out: a digit that no map was trained on, found by the error with which it is copied."""

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from .. import corruption
from ..arguments import Map
from ..images import linear, measures, members, networks, training
from ..images.digits import Digits

NAMES = ("PCA", "plain", "denoising", "nearest image")


def judges(x: Tensor, numbers: int = 32, seed: int = 0, **options) -> dict[str, Map]:
    """Maps that were shown the images x (n, d) only; options: those of training.steps."""
    sizes = (x.shape[1], 128, numbers)
    losses = {"plain": members.plain, "denoising": members.denoising(corruption.gaussian, 0.3)}
    jobs = {name: (networks.dense(sizes, seed), loss) for name, loss in losses.items()}
    return {
        "PCA": linear.pca(x).first(numbers),
        **training.fit_all(jobs, x, seed=seed, **options),
        "nearest image": lambda new: x[measures.nearest(new, x)[1]],
    }


def surprise(r: Map, x: Tensor) -> Tensor:
    """‖r(x) − x‖ for each of the images x (n, d): (n,)."""
    with torch.no_grad():
        return (r(x) - x).norm(dim=1)


def areas(data: Digits, digit: int, **options) -> list[float]:
    """The area under the ROC curve for each of NAMES: the probability that an image of the digit held out
    has a larger error than one of the other nine; both new. options: those of judges."""
    known = data.x_train[data.y_train != digit]
    maps = judges(known, **options)
    return [roc_auc_score(data.y_test == digit, surprise(maps[name], data.x_test)) for name in NAMES]
