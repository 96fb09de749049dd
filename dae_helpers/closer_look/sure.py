"""Stein's unbiased risk estimate (SURE): the error without clean points, and what training by it gives."""

from collections.abc import Iterator, Mapping

from torch import Tensor

from .. import fields, plots
from ..arguments import Map
from ..corruption import gaussian
from ..curve import Curve
from ..oracle import PosteriorMean, excess_risk
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown
from ..training import State

FILM = (6, 10, 16, 25, 40, 60, 100, 160, 220, 300)  # steps of a training that are looked at


def error(r: Map, x_noisy: Tensor, sigma: float) -> Tensor:
    """An estimate of E‖r(x̃) − x‖² that sees no x: E‖r(x̃) − x̃‖² − 2σ² + 2σ² E div r(x̃).

    Source: Stein (1981); Raphan & Simoncelli (2011).
    """
    moved = (r(x_noisy).detach() - x_noisy).square().sum(dim=1)
    div = fields.jacobian(r, x_noisy).diagonal(dim1=1, dim2=2).sum(dim=1)
    return (moved - 2 * sigma**2 + 2 * sigma**2 * div).mean()


@plots.style.settings()
def judged(trainings: Mapping[str, Iterator[State]], curve: Curve, sigma: float) -> Shown:
    """The error of networks while they are trained, measured with clean points and without one."""
    x, nothing = curve.sample(8000, seed=3), 2 * sigma**2
    x_noisy = gaussian(x, sigma, seed=4)
    fig, axes = plots.figure(len(trainings), height=3.9)
    apart = []
    for ax, (title, states) in zip(axes, trainings.items()):
        steps, clean, blind = [], [], []
        for step, _, model in states:
            if step in FILM:
                steps.append(step)
                clean.append((model(x_noisy).detach() - x).square().sum(dim=1).mean().item() / nothing)
                blind.append(error(model, x_noisy, sigma).item() / nothing)
        ax.plot(steps, clean, color=CLEAN, lw=2.5, label="with clean points")
        ax.plot(steps, blind, "o", color=NOISY, ms=6, label="from noisy points only")
        ax.axhline(PosteriorMean(curve, sigma).mmse() / nothing, color=TRUTH, ls="--", label="the floor")
        plots.graph(ax, "training step", "error / 2σ²").set(title=title, ylim=(0, 2), xscale="log")
        ax.set_xticks([10, 100, 300], labels=["10", "100", "300"])
        apart.append(f"{title} {clean[-1]:.3f} and {blind[-1]:.3f}")
    axes[0].legend(frameon=False, fontsize=12)
    return fig, (
        f"The error on {len(x)} new points, in units of 2σ². At the end, with clean points and without: "
        f"{', '.join(apart)}."
    )


@plots.style.settings()
def blind(networks: Mapping[str, Map], best: PosteriorMean) -> Shown:
    """The fields of two networks that saw noisy points only, and the exact one."""
    maps, told = {**networks, "exact": best}, []
    fig, axes = plots.figure(len(maps))
    for ax, (title, r) in zip(axes, maps.items()):
        color = TRUTH if r is best else LEARNED
        plots.field(fields.on_grid(r, n=15), best.curve, best, ax=plots.plane(ax, title=title), color=color)
        plots.key(ax, color)
        told.append(f"{title} {excess_risk(r, best.curve, best.sigma):.2%}")
    return fig, f"Arrows of networks that saw noisy points only. Excess risks: {', '.join(told)}."
