"""The ends of a line: the arrows there, and what the ends do to the least error (MMSE) over σ."""

import math
from collections.abc import Sequence
from itertools import cycle

import torch

from .. import plots, sampling
from ..curve import Curve
from ..fields import Field
from ..manifolds import line
from ..oracle import PosteriorMean
from ..palette import ERROR, TRUTH
from ..plots import STYLES
from ..stage.pictures import Shown


@plots.style.settings()
def floors(curves: Sequence[Curve]) -> Shown:
    """The least error as a share of 2σ², for each curve, as σ grows."""
    sigmas = sampling.levels(1.0, 0.02, 19)[::-1]
    fig, (ax,) = plots.figure(1, width=7.5, height=4)
    told = []
    for curve, style in zip(curves, cycle(STYLES)):
        shares = [PosteriorMean(curve, sigma).mmse() / (2 * sigma**2) for sigma in sigmas]
        ax.plot(sigmas, shares, style, color=TRUTH, ms=5, label=plots.plain(curve.name))
        told.append(f"{curve.name} {shares[0]:.2f}, {max(shares):.2f} and {shares[-1]:.2f}")
    ax.axhline(0.5, color="0.6", ls=":")
    plots.graph(ax, "σ", "least error / 2σ²", log=True).legend(frameon=False, fontsize=12)
    return fig, f"The floor as a share of 2σ², at σ = 0.02, at its highest, and at σ = 1: {'; '.join(told)}."


def deficit() -> float:
    """∫ φ²/Φ, with the density φ of the standard normal distribution and its integral Φ."""
    t = torch.linspace(-30, 10, 40_001, dtype=torch.float64)
    log_phi = -t.square() / 2 - math.log(2 * math.pi) / 2
    return torch.trapezoid((2 * log_phi - torch.special.log_ndtr(t)).exp(), t).item()


@plots.style.settings()
def ends() -> Shown:
    """The end of the line: the arrows there, and the least error over σ with its formula."""
    curve, sigma = line(), 0.1
    fig, (left, right) = plots.figure(2, height=4.2)
    best = PosteriorMean(curve, sigma)
    x = torch.cartesian_prod(torch.linspace(0.7, 1.2, 6), torch.tensor([-0.22, 0, 0.22]))
    plots.manifold(curve, left, lw=1)
    plots.hills(best, plots.plane(left, 1.6))
    left.set(xlim=(0.5, 1.35), ylim=(-0.425, 0.425), xticks=[0.6, 0.8, 1, 1.2], yticks=[-0.3, 0, 0.3])
    plots.field(Field(x, best(x) - x), ax=left, color=TRUTH)
    pull = 1 - best(torch.tensor([[1.0, 0.0]]))[0, 0].item()
    left.set_title(f"the right end of the line, σ = {sigma:g}")
    sigmas = [0.02 * 1.2**k for k in range(22)]
    exact = [PosteriorMean(curve, s).mmse() / s**2 for s in sigmas]
    right.plot(sigmas, [1 - deficit() * s for s in sigmas], "--", color=ERROR, lw=2, label="formula")
    right.plot(sigmas, exact, "o", color=TRUTH, ms=5, label="exact")
    plots.graph(right, "σ", "least error / σ²", log=True).set(ylim=(0, 1.05), title="over σ")
    right.legend(frameon=False, fontsize=12)
    told = f"exact {exact[0]:.4f}, formula {1 - deficit() * sigmas[0]:.4f}"
    return fig, (
        f"At the very end the arrow is {pull:.4f} long; σ√(2/π) = {sigma * math.sqrt(2 / math.pi):.4f}. "
        f"Least error / σ² at σ = {sigmas[0]:g}: {told}."
    )
