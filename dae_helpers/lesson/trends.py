"""The lesson's numbers that show a trend, as curves: each function returns the figure and its caption."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from .. import plots, sampling
from ..corruption import gaussian
from ..manifolds import Curve, circle
from ..oracle import PosteriorMean, excess_risk
from ..palette import ERROR, LEARNED, TRUTH
from ..training import Run, Runs

Shown = tuple[Figure, str]
STYLES = {"line": "s:", "circle": "o-", "spiral": "^--"}


def floor(run: Run) -> Shown:
    """The loss of a training at one σ, between its floor and doing nothing."""
    nothing = 2 * run.sigma**2
    fig, (ax,) = plots.figure(1, width=7.5, height=3.8)
    plots.loss(run, curve_plot(ax, "", ""))
    ax.axhline(nothing, color="0.6", ls=":", label=f"doing nothing: 2σ² = {nothing:.3g}")
    ax.legend(frameon=False, fontsize=12)
    return fig, (
        f"The loss falls to its floor at {run.floor:.5f}, which is {run.floor / nothing:.3f} of "
        f"2σ² = {nothing:.3g}, and stays there."
    )


def progress(run: Run) -> Shown:
    """What the loss shows of a training, and what it hides: loss over its floor, and the excess risk."""
    steps = sorted(step for step in run.snapshots if step >= 10)
    losses = [run.loss[max(0, step - 25) : step].mean() / run.floor - 1 for step in steps]
    risks = [excess_risk(run.snapshots[step], run.curve, run.sigma) for step in steps]
    fig, axes = plots.figure(2, height=3.8)
    axes[0].plot(steps, [loss + 1 for loss in losses], "o-", color=LEARNED, ms=4)
    axes[0].axhline(1, color=TRUTH, ls="--")
    curve_plot(axes[0], "training step", "loss / floor").set_ylim(0, 5)
    axes[1].plot(steps, risks, "o-", color=ERROR, ms=4)
    curve_plot(axes[1], "training step", "excess risk").set(yscale="log")
    axes[1].set_yticks([0.001, 0.01, 0.1, 1], labels=["0.1%", "1%", "10%", "100%"])
    half = min(range(len(steps)), key=lambda k: abs(steps[k] - 110))
    return fig, (
        f"From step {steps[half]} on the loss seems to rest, at {1 + losses[half]:.3f} and in the end "
        f"{1 + losses[-1]:.3f} times its floor. Excess risk: from {risks[half]:.1%} down to {risks[-1]:.2%}."
    )


def melting(curves: Sequence[Curve]) -> Shown:
    """How far from the curve the exact arrows end, for each curve, as σ grows."""
    sigmas = sampling.levels(0.5, 0.03, 15)[::-1]
    fig, (ax,) = plots.figure(1, width=7.5, height=4)
    gaps = {}
    for curve in curves:
        x = curve.sample(2000, seed=0)
        tips = [PosteriorMean(curve, sigma)(gaussian(x, sigma, seed=1)) for sigma in sigmas]
        gaps[curve.name] = [sampling.nearest(tip, curve)[0].mean().item() for tip in tips]
        ax.plot(sigmas, gaps[curve.name], STYLES[curve.name], color=TRUTH, ms=5, label=curve.name)
    curve_plot(ax, "σ", "distance from the curve", log=True).legend(frameon=False, fontsize=12)
    at = min(range(15), key=lambda k: abs(sigmas[k] - 0.2))
    told = ", ".join(f"{name} {gap[at]:.3f}" for name, gap in gaps.items())
    return fig, f"How far the exact arrows end from each curve. At σ = {sigmas[at]:.2f}: {told}."


def floors(curves: Sequence[Curve]) -> Shown:
    """The least error as a share of 2σ², for each curve, as σ grows."""
    sigmas = sampling.levels(1.0, 0.02, 19)[::-1]
    fig, (ax,) = plots.figure(1, width=7.5, height=4)
    told = []
    for curve in curves:
        shares = [PosteriorMean(curve, sigma).mmse() / (2 * sigma**2) for sigma in sigmas]
        ax.plot(sigmas, shares, STYLES[curve.name], color=TRUTH, ms=5, label=curve.name)
        told.append(f"{curve.name} {shares[0]:.2f}, {max(shares):.2f} and {shares[-1]:.2f}")
    ax.axhline(0.5, color="0.6", ls=":")
    curve_plot(ax, "σ", "least error / 2σ²", log=True).legend(frameon=False, fontsize=12)
    return fig, f"The floor as a share of 2σ², at σ = 0.02, at its highest, and at σ = 1: {'; '.join(told)}."


def ring(runs: Runs) -> Shown:
    """The radius at which arrows end that start on the circle: exact, learned, and by the formula."""
    sigmas = sampling.levels(0.5, 0.02, 15)[::-1]
    start = circle().points(200)
    exact = [PosteriorMean(circle(), sigma)(start).norm(dim=1).mean().item() for sigma in sigmas]
    with torch.no_grad():
        learned = [runs["circle"].model.at(sigma)(start).norm(dim=1).mean().item() for sigma in sigmas]
    fig, (ax,) = plots.figure(1, width=7.5, height=4)
    ax.axhline(1, color="0.6", ls=":", label="the circle")
    ax.plot(sigmas, exact, color=TRUTH, label="exact")
    ax.plot(sigmas, learned, "o", color=LEARNED, ms=5, label="learned, on average")
    ax.plot(sigmas, [1 - sigma**2 / 2 for sigma in sigmas], "--", color=ERROR, label="1 − σ²/2")
    curve_plot(ax, "σ", "radius where the arrow ends", log=True).legend(frameon=False, fontsize=12)
    at = min(range(15), key=lambda k: abs(sigmas[k] - 0.3))
    return fig, (
        f"Where arrows end that start on the circle. At σ = {sigmas[at]:.2f}: exact {exact[at]:.4f}, learned "
        f"{learned[at]:.4f}, formula {1 - sigmas[at] ** 2 / 2:.4f}."
    )


def curve_plot(ax: Axes, x: str, y: str, log: bool = False) -> Axes:
    """Make the ax a plot of y over x, with a quiet frame."""
    ax.set(xlabel=x, ylabel=y)
    ax.spines[["top", "right"]].set_visible(False)
    if log:
        ax.set(xscale="log")
        ax.set_xticks([0.02, 0.05, 0.1, 0.2, 0.5, 1], labels=["0.02", "0.05", "0.1", "0.2", "0.5", "1"])
        ax.xaxis.set_minor_locator(NullLocator())
    return ax
