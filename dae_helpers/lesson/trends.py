"""The lesson's numbers that show a trend, as curves: each function returns the figure and its caption."""

from collections.abc import Sequence
from itertools import cycle

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from .. import plots, sampling
from ..manifolds import Curve
from ..oracle import PosteriorMean
from ..palette import TRUTH
from ..training import Run

Shown = tuple[Figure, str]
STYLES = ("s:", "o-", "^--", "v-.")  # of curves, in turn


def floor(run: Run) -> Shown:
    """The loss of a training at one σ, between its floor and doing nothing."""
    nothing = 2 * run.sigma**2
    fig, (ax,) = plots.figure(1, width=7.5, height=3.8)
    plots.loss(run, curve_plot(ax, "", ""))
    ax.axhline(nothing, color="0.6", ls=":", label=f"doing nothing: 2σ² = {nothing:.3g}")
    # From zero on, so that the eye sees which share of 2σ² the floor is
    ax.set(yscale="linear", ylim=(0, 1.1 * nothing))
    ax.set_yticks([0, nothing / 2, nothing], labels=["0", f"{nothing / 2:.3g}", f"{nothing:.3g}"])
    shares = ax.secondary_yaxis("right", functions=(lambda y: y / nothing, lambda y: y * nothing))
    shares.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    shares.set_ylabel("share of 2σ²", fontsize=12)
    shares.tick_params(labelsize=12)
    ax.legend(frameon=False, fontsize=12)
    return fig, (
        f"The floor lies at {run.floor:.5f}, which is {run.floor / nothing:.3f} of 2σ² = {nothing:.3g}. The "
        f"loss of the last 50 steps is {run.loss[-50:].mean() / run.floor:.2f} times the floor, on average."
    )


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
    curve_plot(ax, "σ", "least error / 2σ²", log=True).legend(frameon=False, fontsize=12)
    return fig, f"The floor as a share of 2σ², at σ = 0.02, at its highest, and at σ = 1: {'; '.join(told)}."


def curve_plot(ax: Axes, x: str, y: str, log: bool = False) -> Axes:
    """Make the ax a plot of y over x, with a quiet frame."""
    ax.set(xlabel=x, ylabel=y)
    ax.spines[["top", "right"]].set_visible(False)
    if log:
        ax.set(xscale="log")
        ax.set_xticks([0.02, 0.05, 0.1, 0.2, 0.5, 1], labels=["0.02", "0.05", "0.1", "0.2", "0.5", "1"])
        ax.xaxis.set_minor_locator(NullLocator())
    return ax
