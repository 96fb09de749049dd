"""New points of a curve: how near to it they lie (median distance), and how evenly along it (unevenness)."""

from collections.abc import Callable

import torch
from torch import Tensor

from .. import fields, plots, sampling
from ..arguments import Map
from ..clouds import measured, measures
from ..corruption import gaussian
from ..curve import Curve
from ..oracle import PosteriorMean, excess_risk
from ..palette import ERROR, NOISY
from ..stage.pictures import Shown


def fresh(curve: Curve, sigma: float, n: int = 1000, seed: int = 0) -> Tensor:
    """What is wanted: n points drawn from the curve, with noise of size sigma."""
    return gaussian(curve.sample(n, seed), sigma, seed + 1000)


def aims(curve: Curve, sigma: float = 0.02, draws: int = 40) -> Shown:
    """Three clouds: only near, only even, and both."""
    crowded = curve.at(torch.rand(1000, generator=torch.Generator().manual_seed(1)) ** 3)
    clouds = {"A": gaussian(crowded, sigma, seed=2), "B": fresh(curve, 6 * sigma), "C": fresh(curve, sigma)}
    fig, told = measured(curve, clouds)
    each = [measures(fresh(curve, sigma, seed=k), curve)[1] for k in range(draws)]
    return fig, (
        f"{told} In {draws} clouds drawn as C was, the unevenness is {sum(each) / draws:.2f} on average, "
        f"and lies between {min(each):.1f} and {max(each):.1f}."
    )


def iterated(learned: Map, exact: PosteriorMean, start: Tensor, steps: int = 1000) -> Shown:
    """Where many steps of the learned map and of the exact one lead, beside fresh points."""
    curve = exact.curve
    shown = {
        f"{name}, {steps} steps": fields.path(r, start, steps)[-1]
        for name, r in [("learned", learned), ("exact", exact)]
    }
    pieces = torch.histc(sampling.nearest(shown[f"learned, {steps} steps"], curve)[1], 360, 0, 1)
    fullest = (pieces.sort(descending=True).values.cumsum(0) < len(start) / 2).sum() + 1
    wanted = f"drawn from the {curve.name}"
    fig, told = measured(curve, {**shown, wanted: curve.sample(len(start), seed=0)}, wanted=wanted)
    return fig, (
        f"{told} Of 360 equal pieces of the {curve.name}, the fullest {fullest} hold half of the learned "
        "points."
    )


@plots.style.settings()
def own_curve(at: Callable[[float], Map], curve: Curve, new: Tensor, sigma: float = 0.1) -> Shown:
    """What a network has learned of a curve: its field, where it errs, and new points."""
    r, best = at(sigma), PosteriorMean(curve, sigma)
    fig, axes = plots.figure(3)
    titles = [f"learned, σ = {sigma:g}", "where it errs", f"{len(new)} new points"]
    for ax, title in zip(axes, titles):
        plots.manifold(curve, plots.plane(ax, title=title), lw=1)
    plots.field(fields.on_grid(r, n=15), best=best, ax=axes[0])
    plots.key(axes[0])
    x_noisy = gaussian(curve.points(20_000), sigma, seed=3)
    with torch.no_grad():
        error = (r(x_noisy) - best(x_noisy)).norm(dim=1).view(40, 500).mean(dim=1)
    discs = plots.points(curve.points(81)[1::2], axes[1], ERROR, alpha=0.5)
    discs.set_sizes((400 * (error / error.max()).square()).tolist())
    plots.points(new, axes[2], NOISY, size=5, zorder=4)
    near, uneven = measures(new, curve)
    excess = excess_risk(r, curve, sigma)
    return fig, (
        f"The {curve.name}: excess risk {excess:.3%} at σ = {sigma:g}. The largest disc "
        f"marks {error.max() / error.mean():.1f} times the mean error. The new points: median distance "
        f"{near:.4f}, unevenness {uneven:.1f}."
    )
