"""The lesson's figures that stand still: each returns the figure and its caption."""

from collections.abc import Mapping
from itertools import repeat

import torch
from matplotlib.axes import Axes
from torch import Tensor

from .. import fields, plots
from ..arguments import Map
from ..corruption import gaussian
from ..fields import Field
from ..manifolds import circle
from ..models import DAE
from ..oracle import PosteriorMean, excess_risk
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown
from ..training import Run, Runs, descend


@plots.style.settings()
def guesses(best: PosteriorMean, n: int = 60) -> Shown:
    """Noisy points, and for each the arrow to its best guess."""
    x = best.curve.sample(n, seed=0)
    x_noisy = gaussian(x, best.sigma, seed=1)
    fig, axes = plots.figure(2)
    for ax, title in zip(axes, ["clean points and noisy ones", "the best guess for each noisy one"]):
        plots.manifold(best.curve, plots.plane(ax, title=title), lw=0.8)
        pair_up(x, x_noisy, ax)
    plots.field(Field(x_noisy, best(x_noisy) - x_noisy), ax=axes[1], color=TRUTH)
    before = (x_noisy - x).square().sum(dim=1).mean()
    return fig, (
        f"{n} clean points (teal), noisy versions (orange) at σ = {best.sigma:g}, thin lines between them, "
        "and the arrows to the best guesses. The mean squared distance by which noise has moved them is "
        f"{before:.3g}."
    )


def pair_up(x: Tensor, x_noisy: Tensor, ax: Axes) -> None:
    """Clean points (n, 2), their noisy versions, and a thin line from each to its own."""
    plots.points(x_noisy, ax, NOISY, size=22, zorder=4)
    plots.points(x, ax, CLEAN, size=22, zorder=4)
    ax.plot(*torch.stack([x, x_noisy]).unbind(dim=2), color=NOISY, lw=0.8, alpha=0.6, zorder=3)


@plots.style.settings()
def floor(run: Run) -> Shown:
    """The loss of a training at one σ, between its floor and doing nothing."""
    nothing = 2 * run.sigma**2
    fig, (ax,) = plots.figure(1, width=7.5, height=3.8)
    plots.loss(run, plots.graph(ax, "", ""))
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


@plots.style.settings()
def memory(best: PosteriorMean, n: int = 500, shown: int = 40) -> Shown:
    """A network that is shown the same n pairs at each step: its arrows on some, and on new points."""
    x = best.curve.sample(n, seed=1)
    pairs = x, gaussian(x, best.sigma, seed=2)
    fixed = DAE(seed=0)
    for _ in descend(fixed, repeat((*pairs, x.new_full((n, 1), best.sigma)))):
        pass
    x = best.curve.sample(shown, seed=8)
    new = x, gaussian(x, best.sigma, seed=9)
    fig, axes = plots.figure(2)
    nothing = 2 * best.sigma**2
    for ax, title, (x, x_noisy) in zip(axes, ["its own pairs", "new points"], [pairs, new]):
        x, x_noisy = x[:shown], x_noisy[:shown]
        plots.manifold(best.curve, plots.plane(ax, 1.35, title), lw=0.8)
        pair_up(x, x_noisy, ax)
        plots.field(Field(x_noisy, (fixed(x_noisy) - x_noisy).detach()), ax=ax)
    with torch.no_grad():
        seen = (fixed(pairs[1]) - pairs[0]).square().sum(dim=1).mean() / nothing
    unseen = best.mmse() * (1 + excess_risk(fixed, best.curve, best.sigma)) / nothing
    return fig, (
        f"Arrows from {shown} noisy points (orange); a thin line leads to where each came from (teal). On "
        f"its own {n} pairs the network's error is {seen:.2f} × 2σ², on new points {unseen:.2f} × 2σ². The "
        f"floor is {best.mmse() / nothing:.2f}, and doing nothing has 1."
    )


@plots.style.settings()
def leftover(maps: Mapping[str, Map], best: PosteriorMean) -> Shown:
    """What is left of the noise along the curve and across it; on a circle, outwards is positive."""
    x, tangent = best.curve.points(1500), best.curve.tangent(1500)
    x_noisy = gaussian(x, best.sigma, seed=1)
    normal = torch.stack([tangent[:, 1], -tangent[:, 0]], dim=1)
    fig, axes = plots.figure(len(maps))
    told = []
    for ax, (title, r), color in zip(axes, maps.items(), [NOISY, LEARNED, TRUTH]):
        left = (r(x_noisy).detach() - x) / best.sigma
        along, across = (left * tangent).sum(dim=1), (left * normal).sum(dim=1)
        ax.plot(along, across, ".", color=color, ms=3)
        ax.set(xlim=(-3.8, 3.8), ylim=(-3.8, 3.8), aspect="equal", title=title, xlabel="along, in σ")
        ax.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        told.append(f"{title} {along.square().mean():.2f} and {across.square().mean():.2f}")
    axes[0].set_ylabel("across, in σ")
    return (
        fig,
        f"The error of each of {len(x)} points at σ = {best.sigma:g}. Its mean squares along and across, in "
        f"σ²: {'; '.join(told)}.",
    )


@plots.style.settings()
def on_the_circle(runs: Runs, sigma: float = 0.5) -> Shown:
    """Arrows that start on the circle, learned and exact."""
    curve = circle()
    x, exact = curve.points(32), PosteriorMean(curve, sigma)
    fig, axes = plots.figure(2)
    for ax, title, r, color in zip(
        axes, ["learned", "exact"], [runs["circle"].model.at(sigma), exact], [LEARNED, TRUTH]
    ):
        arrows = Field(x, (r(x) - x).detach())
        plots.field(arrows, curve, ax=plots.plane(ax, 1.25, f"{title}, σ = {sigma:g}"), color=color)
    long = arrows.arrows.norm(dim=1).mean()
    return fig, f"Arrows that start on the circle, at σ = {sigma:g}; the exact ones are {long:.3f} long."


@plots.style.settings()
def twins(first: Map, second: Map, best: PosteriorMean) -> Shown:
    """Two networks that differ in their seed, and the truth, far beyond the data."""
    fig, axes = plots.figure(3)
    titles, colors = ["learned", "learned, another seed", "exact"], [LEARNED, LEARNED, TRUTH]
    for ax, r, title, color in zip(axes, [first, second, best], titles, colors):
        arrows = fields.on_grid(r, extent=2.6, n=9)
        plots.hills(best, plots.plane(ax, 2.6, title))
        plots.field(arrows, best.curve, ax=ax, color=color)
    far = circle(radius=2.5).points(2000)
    risks = [excess_risk(r, best.curve, best.sigma) for r in (first, second)]
    with torch.no_grad():
        lengths = [(r(far) - far).norm(dim=1).mean() for r in (first, second, best)]
        apart = (first(far) - second(far)).norm(dim=1).mean()
    return fig, (
        "The excess risks of the two networks are {:.3%} and {:.3%}. At radius 2.5 their arrows are {:.2f} "
        "and {:.2f} long on average, the exact ones {:.2f}. ".format(*risks, *lengths)
        + f"There the two networks differ by {apart:.2f}."
    )
