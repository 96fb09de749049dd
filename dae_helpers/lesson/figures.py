"""The lesson's figures that stand still: each returns the figure and its caption."""

import math
from collections.abc import Callable, Mapping
from itertools import repeat

import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyBboxPatch
from torch import Tensor

from .. import fields, plots
from ..arguments import Map
from ..corruption import gaussian
from ..fields import Field
from ..manifolds import Curve, circle
from ..models import DAE
from ..oracle import PosteriorMean, excess_risk
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown
from ..training import Run, Runs, descend
from .guess import posterior


@plots.style.settings()
def guesses(r: Map, curve: Curve, sigma: float, n: int = 40) -> Shown:
    """Noisy points of a curve, and for each the arrow to its guess r(x̃)."""
    x = curve.sample(n, seed=0)
    x_noisy = gaussian(x, sigma, seed=1)
    fig, axes = plots.figure(2)
    for ax, title in zip(axes, ["clean points and noisy points", "the best guess for each noisy point"]):
        plots.manifold(curve, plots.plane(ax, title=title), lw=0.8)
        pair_up(x, x_noisy, ax)
    plots.field(Field(x_noisy, r(x_noisy) - x_noisy), ax=axes[1], color=TRUTH)
    return fig, (
        f"{n} clean points (teal), noisy versions (orange) at σ = {sigma:g}, thin lines between them, and "
        "the arrows to the best guesses."
    )


def pair_up(x: Tensor, x_noisy: Tensor, ax: Axes) -> None:
    """Clean points (n, 2), their noisy versions, and a thin line from each to its own."""
    plots.points(x_noisy, ax, NOISY, size=22, zorder=4)
    plots.points(x, ax, CLEAN, size=22, zorder=4)
    ax.plot(*torch.stack([x, x_noisy]).unbind(dim=2), color=NOISY, lw=0.8, alpha=0.6, zorder=3)


@plots.style.settings()
def architecture(model: DAE) -> Shown:
    """The network as a drawing: two numbers in, layers, an arrow out, added to what went in."""
    layers = [layer for layer in model.arrow if hasattr(layer, "weight")]
    sizes = [layers[0].in_features, *(layer.out_features for layer in layers)]
    names = ["x̃", *[""] * (len(sizes) - 2), "the arrow f(x̃)"]
    fig, (ax,) = plots.figure(1, width=plots.WIDE, height=2.6)
    ax.set(xlim=(-0.5, len(sizes) + 0.6), ylim=(-1.5, 1.9))
    ax.set_axis_off()
    thread = {"arrowstyle": "-|>", "color": "0.4", "lw": 1.2}
    for k, (size, name) in enumerate(zip(sizes, names)):
        half, color = 0.2 + 0.8 * size / max(sizes), LEARNED if k else NOISY
        ax.add_patch(FancyBboxPatch((k - 0.15, -half), 0.3, 2 * half, "round,pad=0.03", fc=color, ec="none"))
        ax.text(k, -1.3, f"{size}", ha="center", va="center", fontsize=12)
        ax.text(k, half + 0.3, name, ha="center", va="center", fontsize=12)
        ax.annotate("", (k + 0.8, 0), (k + 0.2, 0), arrowprops=thread)
    ax.text((len(sizes) - 1) / 2, 1.28, "hidden layers", ha="center", va="center", fontsize=12)
    end = len(sizes)
    ax.text(end - 0.08, 0, "+", fontsize=24, ha="center", va="center")
    ax.plot([0, 0, end - 0.08], [0.85, 1.65, 1.65], color=NOISY, lw=1.6)
    ax.annotate("", (end - 0.08, 0.25), (end - 0.08, 1.68), arrowprops=thread | {"color": NOISY, "lw": 1.6})
    ax.annotate("", (end + 0.35, 0), (end + 0.05, 0), arrowprops=thread)
    ax.text(end + 0.48, 0, "r(x̃)", ha="center", va="center", fontsize=12)
    hidden, weights = ", ".join(map(str, sizes[1:-1])), sum(p.numel() for p in model.parameters())
    return fig, (
        f"The network r(x̃) = x̃ + f(x̃). The two coordinates of x̃ go through hidden layers of {hidden} "
        f"units; the two coordinates of an arrow come out, and are added to x̃. {weights} weights are to be "
        "learned."
    )


@plots.style.settings()
def floor(run: Run, losses: Tensor) -> Shown:
    """The losses of a loop beside those of a run at the same σ, between the floor and doing nothing."""
    nothing, losses = 2 * run.sigma**2, losses.detach()
    fig, (ax,) = plots.figure(1, width=7.5, height=3.8)
    ax.plot(
        range(1, len(losses) + 1),
        losses.numpy(),
        color=NOISY,
        lw=0.9,
        alpha=0.9,
        label="your loop, each batch",
    )
    ax.plot(
        range(1, len(run.loss) + 1), run.loss.numpy(), color=LEARNED, lw=0.9, alpha=0.9, label="training.fit"
    )
    ax.axhline(nothing, color="0.6", ls=":", label=f"doing nothing: 2σ² = {nothing:.3g}")
    ax.axhline(run.floor, color=TRUTH, ls="--", lw=1.2, label=f"floor: {run.floor:.4g}")
    plots.graph(ax, "training step", "loss")
    # From zero on, so that the eye sees which share of 2σ² the floor is
    ax.set(ylim=(0, 1.1 * nothing))
    ax.set_yticks([0, nothing / 2, nothing], labels=["0", f"{nothing / 2:.3g}", f"{nothing:.3g}"])
    shares = ax.secondary_yaxis("right", functions=(lambda y: y / nothing, lambda y: y * nothing))
    shares.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    shares.set_ylabel("share of 2σ²", fontsize=12)
    shares.tick_params(labelsize=12)
    ax.legend(frameon=False, fontsize=12, ncols=2, loc="lower right")
    ends = [each[-50:].mean() / run.floor for each in (losses, run.loss)]
    return fig, (
        f"The floor lies at {run.floor:.5f}, which is {run.floor / nothing:.3f} of 2σ² = {nothing:.3g}. The "
        "last 50 losses, on average, in units of the floor: your loop {:.2f}, training.fit {:.2f}.".format(
            *ends
        )
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
        f"floor is {best.mmse() / nothing:.2f}, and doing nothing scores 1."
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
def on_the_circle(runs: Runs, sigma: float = 0.5) -> Shown:
    """Where a point on the circle may have come from, and the arrow to the mean; then the learned arrows."""
    curve = circle()
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
    risks = [excess_risk(r, best.curve, best.sigma) for r in (first, second)]
    with torch.no_grad():
        lengths = [(r(far) - far).norm(dim=1).mean() for r in (first, second, best)]
        apart = (first(far) - second(far)).norm(dim=1).mean()
    return fig, (
        "The excess risks of the two networks are {:.2%} and {:.3%}. But at radius 2.4 their arrows are "
        "{:.2f} "
        "and {:.2f} long on average, and the exact ones {:.2f}. ".format(*risks, *lengths)
        + f"There the two networks differ by {apart:.2f}."
    )


@plots.style.settings()
def cartoon() -> Shown:
    """An arrow that misses the curve, and is right."""
    best, seen = PosteriorMean(circle(), 0.5), torch.tensor([[1.2, 0.62]])
    (guess,) = best(seen)
    fig, (ax,) = plots.figure(1, width=6.4, height=3.9)
    ax.set(xlim=(-1.15, 2.6), ylim=(-1.1, 1.15), aspect="equal")
    ax.set_axis_off()
    plots.manifold(best.curve, ax, lw=2.5)
    plots.field(Field(seen, guess - seen), ax=ax, color=TRUTH)
    plots.points(seen, ax, NOISY, size=90, zorder=4)
    body = torch.tensor(
        [[r * math.cos(a), r * math.sin(a)] for r, a in [(1.11, -0.42), (1.1, -0.29), (1.12, -0.19)]]
    )
    ax.scatter(*body.T, s=[420, 160, 240], color=TRUTH, zorder=5)
    for a in (-0.46, -0.36, -0.29, -0.24):  # legs, and then feelers
        ax.plot(
            *zip((1.1 * math.cos(a + 0.05), 1.1 * math.sin(a + 0.05)), (math.cos(a), math.sin(a))),
            color=TRUTH,
        )
    for x, y in [(1.28, -0.05), (1.17, -0.02)]:
        ax.plot([1.1, x], [-0.2, y], color=TRUTH, lw=1.2)
    speech = {"fontsize": 13, "ha": "center", "va": "center", "zorder": 6}
    bubble = {"boxstyle": "round,pad=0.5", "fc": "white", "ec": "0.5"}
    stem = {"arrowstyle": "-", "color": "0.5"}
    ax.annotate("You missed the curve!", (1.2, -0.26), (1.9, -0.66), arrowprops=stem, bbox=bubble, **speech)
    ax.annotate(
        "On average,\nI never miss.", guess.tolist(), (0.05, 0.1), arrowprops=stem, bbox=bubble, **speech
    )
    return fig, (
        "A cartoon. From a noisy point an arrow leads to a place inside the circle. The ant on the circle "
        "says: You missed the curve! The arrow says: On average, I never miss."
    )
