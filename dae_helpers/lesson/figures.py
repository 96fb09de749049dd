"""The lesson's figures that stand still: each returns the figure and its caption."""

from collections.abc import Callable, Mapping

import torch
from matplotlib.collections import LineCollection
from torch import Tensor

from .. import fields, plots
from ..arguments import Map
from ..corruption import gaussian
from ..fields import Field
from ..manifolds import Curve, circle
from ..oracle import PosteriorMean, excess_risk
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown
from ..training import Run, Runs
from .guess import posterior


@plots.style.settings()
def guesses(r: Map, curve: Curve, sigma: float) -> Shown:
    """Noisy points of a curve, and for each the arrow to its guess r(x̃)."""
    x = curve.sample(24, seed=0)
    x_noisy = gaussian(x, sigma, seed=1)
    fig, axes = plots.figure(2)
    for ax, title in zip(axes, ["clean points and noisy points", "the best guess for each noisy point"]):
        plots.manifold(curve, plots.plane(ax, title=title), lw=0.8)
        for points, color in [(x_noisy, NOISY), (x, CLEAN)]:
            plots.points(points, ax, color, size=22, zorder=4)
        ax.plot(*torch.stack([x, x_noisy]).unbind(dim=2), color=NOISY, lw=0.8, alpha=0.6, zorder=3)
    plots.field(Field(x_noisy, r(x_noisy) - x_noisy), ax=axes[1], color=TRUTH)
    return fig, (
        f"{len(x)} clean points (teal), noisy versions (orange) at σ = {sigma:g}, thin lines between them, "
        "and the arrows to the best guesses."
    )


@plots.style.settings()
def floor(run: Run, losses: Tensor) -> Shown:
    """The losses of a loop beside those of a run at the same σ, between the floor and doing nothing."""
    nothing = 2 * run.sigma**2
    lines = {"your loop": (losses.detach(), NOISY), "training.fit": (run.loss, LEARNED)}
    fig, (ax,) = plots.figure(1, width=7.5, height=3.6)
    for name, (loss, color) in lines.items():
        steps = range(1, len(loss) + 1)
        ax.plot(steps, (loss / nothing).numpy(), color=color, lw=0.9, alpha=0.9, label=name)
    ax.axhline(1, color="0.6", ls=":", label="doing nothing: 1")
    ax.axhline(run.floor / nothing, color=TRUTH, ls="--", lw=1.2, label=f"floor: {run.floor / nothing:.3f}")
    plots.graph(ax, "training step", "loss, as a share of 2σ²")
    ax.set(ylim=(0, 1.1), yticks=[0, 0.5, 1])
    ax.legend(frameon=False, fontsize=12, ncols=2, loc="lower right")
    ends = ", ".join(f"{name} {loss[-50:].mean() / run.floor:.2f}" for name, (loss, _) in lines.items())
    return fig, (
        f"The floor lies at {run.floor:.5f}, which is {run.floor / nothing:.3f} of 2σ² = {nothing:.3g}. The "
        f"last 50 losses, on average, in units of the floor: {ends}."
    )


@plots.style.settings()
def leftover(
    maps: Mapping[str, Map], best: PosteriorMean, split: Callable[[Tensor, Tensor], Tensor]
) -> Shown:
    """The noise that is left along the circle and across it, in σ; split(error, x): these parts, (n, 2)."""
    x = best.curve.points(1500)
    x_noisy = gaussian(x, best.sigma, seed=1)
    fig, axes = plots.figure(len(maps))
    told = []
    for ax, (title, r), color in zip(axes, maps.items(), [NOISY, LEARNED, TRUTH]):
        along, across = split((r(x_noisy).detach() - x) / best.sigma, x).T
        ax.plot(along, across, ".", color=color, ms=3)
        ax.set(xlim=(-3.8, 3.8), ylim=(-3.8, 3.8), aspect="equal", title=title, xlabel="along, in σ")
        ax.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        told.append(f"{title} {along.square().mean():.2f} and {across.square().mean():.2f}")
    axes[0].set_ylabel("across, in σ")
    return fig, (
        f"The error of each of {len(x)} points at σ = {best.sigma:g}. Its mean squares along and across, in "
        f"σ²: {'; '.join(told)}."
    )


@plots.style.settings()
def on_the_circle(runs: Runs) -> Shown:
    """Where a point on the circle may have come from, and the arrow to the mean; then the learned arrows."""
    curve, sigma = circle(), 0.5
    best, network = PosteriorMean(curve, sigma), runs["circle"].model.at(sigma)
    fig, (left, right) = plots.figure(2)
    plots.manifold(curve, plots.plane(left, 1.25, "one point, exact"), lw=1)
    seen = torch.tensor([[1.0, 0.0]])
    pieces, p = posterior(curve, sigma, seen[0])
    glow = left.add_collection(LineCollection(pieces.numpy(), lw=9, cmap=plots.GLOW, zorder=2))
    glow.set_array((p / p.max()).numpy())
    plots.points(seen, left, NOISY, size=70, zorder=4)
    plots.field(Field(seen, best(seen) - seen), ax=left, color=TRUTH).set_zorder(5)
    x = curve.points(32)
    plots.field(
        Field(x, (network(x) - x).detach()), curve, ax=plots.plane(right, 1.25, "many points, learned")
    )
    long, mean = ((r(x) - x).norm(dim=1).mean() for r in (best, network))
    return fig, (
        f"Arrows that start on the circle, at σ = {sigma:g}. The exact ones are {long:.3f} long, the "
        f"learned ones {mean:.3f} on average. Teal: where the point may have come from."
    )


@plots.style.settings()
def twins(first: Map, second: Map, best: PosteriorMean) -> Shown:
    """The fields of two networks of the circle, and the exact one, far beyond the data."""
    fig, axes = plots.figure(3)
    titles, colors = ["your network", "training.fit", "exact"], [LEARNED, LEARNED, TRUTH]
    for ax, r, title, color in zip(axes, [first, second, best], titles, colors):
        plots.hills(best, plots.plane(ax, 2.4, title))
        drawn = plots.field(fields.on_grid(r, extent=2.4, n=9), best.curve, ax=ax, color=color)
        drawn.width *= 0.7  # the exact arrows are long, and crowd
    far = circle(radius=2.4).points(2000)
    risks = [f"{excess_risk(r, best.curve, best.sigma):.3%}" for r in (first, second)]
    with torch.no_grad():
        lengths = [f"{(r(far) - far).norm(dim=1).mean():.2f}" for r in (first, second, best)]
        apart = (first(far) - second(far)).norm(dim=1).mean()
    return fig, (
        f"The excess risks of the two networks are {' and '.join(risks)}. But at radius 2.4 their arrows are "
        f"{' and '.join(lengths[:2])} long on average, and the exact ones {lengths[2]}. There the two "
        f"networks differ by {apart:.2f}."
    )
