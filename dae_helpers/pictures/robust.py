"""Robust features: does a linear probe still read a code when the image it comes from is damaged?"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import torch
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits
from torch import Tensor, nn

from .. import corruption, style
from ..images import image_plots, members, networks, training
from ..images.digits import Digits
from ..images.members import Loss
from ..palette import LEARNED, NOISY, TRUTH

# The codes that are drawn: those learned from damaged images in a colour
LOOKS = {
    "plain": ("0.55", "-s"),
    "contractive": (TRUTH, "-^"),
    "learned on masks": (LEARNED, "-o"),
    "learned on noise": (NOISY, "-o"),
}


def jobs(pixels: int, units: int = 128, seed: int = 0) -> dict[str, tuple[nn.Module, Loss]]:
    """Five members, each with the loss that makes its code: one layer of as many sigmoids, tied weights.

    But for the sparse one: units that can be off are ReLUs, with filters of length 1.
    """
    network = partial(networks.tied, (pixels, units), seed)
    able_to_be_off = networks.unit_filters(networks.dense((pixels, units), seed, code=nn.ReLU()))
    return {
        "plain": (network(), members.plain),
        "sparse": (able_to_be_off, members.sparse(0.01)),
        "contractive": (network(), members.contractive(0.1)),
        "learned on masks": (network(), members.denoising(corruption.masking, 0.5)),
        "learned on noise": (network(), members.denoising(corruption.gaussian, 0.5)),
    }


def encoders(x: Tensor, seed: int = 0, **options) -> dict[str, Callable[[Tensor], Tensor]]:
    """The members' encoders, learned from images x (n, d), beside what needs no learning.

    options: those of training.steps.
    """
    untrained = jobs(x.shape[1], seed=seed)["plain"][0].encoder
    learned = training.fit_all(jobs(x.shape[1], seed=seed), x, seed=seed, **options)
    return {"pixels": lambda images: images, "untrained": untrained} | {
        name: model.encoder for name, model in learned.items()
    }


def accuracies(
    encoder: Callable[[Tensor], Tensor],
    data: Digits,
    corrupt: Callable[[Tensor, float, int], Tensor],
    strengths: Sequence[float],
    seen: float = 0,
) -> list[float]:
    """The share of corrupted new digits that logistic regression on their codes gets right, by strength.

    corrupt(x, strength, seed); seen: how strongly the training images are corrupted for it, 0 for not at all.
    """
    with torch.no_grad():
        h = encoder(corrupt(data.x_train, seen, 1))
        mean, variance = h.mean(dim=0), h.var(dim=0)
        # Units of one size; but what hardly varies, such as the pixels at an edge, isn't blown up
        scale = (variance + variance.mean()).sqrt()
        new = [(encoder(corrupt(data.x_test, strength, 2)) - mean) / scale for strength in strengths]
    with threadpool_limits(1):
        probe = LogisticRegression(C=0.02, max_iter=1000)
        probe.fit(((h - mean) / scale).numpy(), data.y_train)
        return [probe.score(each.numpy(), data.y_test) for each in new]


@style.settings()
def figure(of_each: Mapping[str, tuple[Sequence[float], Mapping[str, Sequence[float]]]]) -> Figure:
    """A panel for each corruption: its strengths, and by code its accuracies, less those of the pixels."""
    fig, axes = image_plots.panels(len(of_each), len(of_each), width=4.9, height=4.2)
    for ax in axes[1:]:
        ax.sharey(axes[0])
    for ax, (strength, (strengths, shares)) in zip(axes, of_each.items()):
        ahead = {name: 100 * (torch.tensor(shares[name]) - torch.tensor(shares["pixels"])) for name in LOOKS}
        lines = {name: (row[None], *LOOKS[name]) for name, row in ahead.items()}
        image_plots.curves(ax, strengths, lines, xlabel=strength, ylabel="ahead of the pixels, in points")
        ax.axhline(0, color=TRUTH, ls="--", lw=1)
        ax.legend().remove()
    axes[0].legend(frameon=False, fontsize=12, loc="upper left")
    return fig
