"""How much a noisy point still tells: mutual information, computed twice."""

import math
from collections.abc import Sequence
from itertools import cycle

import torch

from .. import plots, sampling
from ..corruption import pairs
from ..curve import Curve
from ..oracle import PosteriorMean
from ..palette import ERROR, TRUTH
from ..plots import STYLES
from ..stage.pictures import Shown


def from_entropy(best: PosteriorMean, n: int = 4096) -> float:
    """I(x; x̃) in nats, as −E log p_σ(x̃) − log 2πeσ²: the entropy of x̃ less that of the noise."""
    _, x_noisy, _ = next(pairs(best.curve, best.sigma, n))
    return -best.log_density(x_noisy.double()).mean().item() - math.log(2 * math.pi * math.e * best.sigma**2)


def from_floors(curve: Curve, sigmas: Sequence[float]) -> list[float]:
    """I(x; x̃) in nats at each of the falling levels, as the area ½∫ MMSE dγ over γ = 1/σ² from 0.

    From γ = 0 to that of the first level MMSE is taken to fall along a straight line from the variance of x.
    Source: Guo, Shamai & Verdú (2005).
    """
    floors = torch.tensor([PosteriorMean(curve, sigma).mmse() for sigma in sigmas], dtype=torch.float64)
    snr = torch.tensor(sigmas, dtype=torch.float64) ** -2
    x = curve.points(20_000).double()
    variance = (x - x.mean(dim=0)).square().sum(dim=1).mean()
    first = snr[0] * (variance + floors[0]) / 2
    areas = first + torch.cumulative_trapezoid(floors * snr, snr.log())
    return (torch.cat([first.view(1), areas]) / 2).tolist()


@plots.style.settings()
def twice(curves: Sequence[Curve]) -> Shown:
    """The area under the floor of the middle one of the curves; and for each its information, both ways."""
    fig, (left, right) = plots.figure(2, height=4.3)
    sigmas = sampling.levels(10, 0.02, 33)
    told = []
    for curve, style in zip(curves, cycle(STYLES)):
        areas, shown = from_floors(curve, sigmas), [k for k, sigma in enumerate(sigmas) if sigma < 1.1]
        entropies = [from_entropy(PosteriorMean(curve, sigmas[k])) for k in shown]
        right.plot([sigmas[k] for k in shown], entropies, color=TRUTH, lw=1)
        marks = {"ls": "", "marker": style[0], "color": ERROR, "ms": 5}
        right.plot(
            [sigmas[k] for k in shown],
            [areas[k] for k in shown],
            **marks,
            label=f"area, {plots.plain(curve.name)}",
        )
        at = min(range(len(shown)), key=lambda k: abs(sigmas[shown[k]] - 0.1))
        told.append(f"{curve.name} {entropies[at]:.2f} and {areas[shown[at]]:.2f}")
    right.plot([], [], color=TRUTH, lw=1, label="entropy")
    plots.graph(right, "σ", "information, in nats", log=True).set_ylim(0, 6)
    right.legend(frameon=False, fontsize=12)
    snr = (100 * torch.linspace(0.01, 1, 50).square()).tolist()
    middle = curves[len(curves) // 2]
    floors = [PosteriorMean(middle, g**-0.5).mmse() for g in snr]
    left.fill_between(snr, floors, color=ERROR, alpha=0.25, lw=0)
    left.plot(snr, floors, color=TRUTH)
    plots.graph(left, "1/σ²", "the floor, MMSE").set(
        title=f"the {plots.plain(middle.name)}, up to σ = 0.1", ylim=(0, 1.05 * max(floors))
    )
    right.set_title("information: two ways, one answer")
    near = sigmas[shown[at]]
    return fig, f"Information at σ = {near:.3f}, from entropy and from the area: {', '.join(told)} nats."
