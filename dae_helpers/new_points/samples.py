"""New points of a curve: how near to it they lie (median distance), and how evenly along it (unevenness)."""

from collections.abc import Callable, Mapping, Sequence

import torch
from matplotlib.ticker import NullLocator
from torch import Tensor

from .. import fields, oracle, plots, sampling
from ..arguments import Map
from ..corruption import gaussian
from ..curve import Curve
from ..oracle import PosteriorMean, excess_risk
from ..palette import CLEAN, ERROR, LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown

STRAY = 0.5  # as far from the spiral as its arms are from each other


STRETCHES = 20


@plots.style.settings()
def measured(
    curve: Curve, shown: Mapping[str, Tensor], sigma: float | Sequence[float] | None = None, wanted: str = ""
) -> Shown:
    """Clouds side by side; below each, how many of its points lie on each of 20 equal stretches of the curve.

    shown: the clouds (n, 2), by their titles; sigma: of the hills behind them, one for all or one for each;
    wanted: the title of the cloud that the others should equal.
    """
    levels = list(sigma) if isinstance(sigma, Sequence) else [sigma] * len(shown)
    columns = len(shown)
    fig, axes = plots.figure(columns, min(4.6, plots.WIDE / columns), 4.8, ratios=(3.2, 1))
    upper, lower = axes[:columns], axes[columns:]
    told, most = [], 4 * max(map(len, shown.values())) / STRETCHES
    for ax, bars, (title, points), level in zip(upper, lower, shown.items(), levels):
        color = CLEAN if title == wanted else NOISY
        plots.manifold(curve, plots.plane(ax, title=title), lw=0.8)
        if level is not None:
            plots.hills(oracle.best(curve, level), ax)
        plots.points(points, ax, color, size=8, alpha=0.5, zorder=4)
        distances, places = sampling.nearest(points, curve)
        counts = torch.histc(places, STRETCHES, 0, 1)
        bars.bar(torch.arange(STRETCHES).numpy(), counts.numpy(), width=0.85, color=color)
        bars.axhline(len(points) / STRETCHES, color=TRUTH, ls="--", lw=1.2)
        plots.graph(bars, "along the curve", "").set(xticks=[], ylim=(0, most))
        told.append(f"{title}: {distances.median():.4f} and {sampling.unevenness(places):.1f}")
    for ax in [*upper[1:], *lower[1:]]:
        ax.tick_params(labelleft=False)
    lower[0].set_ylabel("points")
    return fig, f"Median distance from the {curve.name}, and unevenness. {'; '.join(told)}."


def fresh(curve: Curve, sigma: float, n: int = 1000, seed: int = 0) -> Tensor:
    """What is wanted: n points drawn from the curve, with noise of size sigma."""
    return gaussian(curve.sample(n, seed), sigma, seed + 1000)


def beside_fresh(curve: Curve, shown: Mapping[str, Tensor], sigma: float) -> Shown:
    """Clouds, and beside them what is wanted."""
    title = f"drawn from the {curve.name}"
    return measured(curve, {**shown, title: fresh(curve, sigma)}, wanted=title)


def aims(curve: Curve, sigma: float = 0.02, draws: int = 40) -> Shown:
    """Three clouds: only near, only even, and both."""
    crowded = curve.at(torch.rand(1000, generator=torch.Generator().manual_seed(1)) ** 3)
    fig, told = measured(
        curve, {"A": gaussian(crowded, sigma, seed=2), "B": fresh(curve, 6 * sigma), "C": fresh(curve, sigma)}
    )
    each = [
        sampling.unevenness(sampling.nearest(fresh(curve, sigma, seed=k), curve)[1]) for k in range(draws)
    ]
    return fig, (
        f"{told} In {draws} clouds drawn as C was, the unevenness is {sum(each) / draws:.2f} on average, "
        f"and lies between {min(each):.1f} and {max(each):.1f}."
    )


def iterated(learned: Map, exact: PosteriorMean, start: Tensor, steps: int = 1000) -> Shown:
    """Where many steps of the learned map and of the exact one lead, beside fresh points."""
    curve = exact.curve
    ends = [fields.path(r, start, steps)[-1] for r in (learned, exact)]
    titles = [f"learned, {steps} steps", f"exact, {steps} steps", f"drawn from the {curve.name}"]
    fig, told = measured(
        curve, dict(zip(titles, [*ends, curve.sample(len(start), seed=0)])), wanted=titles[2]
    )
    pieces = torch.histc(sampling.nearest(ends[0], curve)[1], 360, 0, 1)
    fullest = (pieces.sort(descending=True).values.cumsum(0) < len(start) / 2).sum() + 1
    return fig, (
        f"{told} Of 360 equal pieces of the {curve.name}, the fullest {fullest} hold half of the learned "
        "points."
    )


@plots.style.settings()
def over_time(curve: Curve, walks: Mapping[str, Tensor], sigma: float = 0.02) -> Shown:
    """Both measures step by step, beside those of fresh points. walks: by their names, (steps + 1, n, 2)."""
    fig, axes = plots.figure(2, height=4.2)
    styles = [{"ls": ":", "color": "0.45"}, {"ls": "--", "color": LEARNED}, {"ls": "-", "color": LEARNED}]
    told = []
    for (name, walk), marker, style in zip(walks.items(), "s^o", styles):
        last = len(walk) - 1
        steps = sorted({round(last ** (k / 13)) for k in range(14)})
        found = [sampling.nearest(walk[step], curve) for step in steps]
        medians, uneven = [far.median() for far, _ in found], [sampling.unevenness(u) for _, u in found]
        for ax, values in zip(axes, [medians, uneven]):
            ax.plot(steps, values, marker=marker, ms=5, label=name, **style)
        told.append(f"{name}: {medians[-1]:.4f} and {uneven[-1]:.1f}")
    scales = [
        (
            "median distance",
            sampling.nearest(fresh(curve, sigma), curve)[0].median(),
            [0.01, 0.02, 0.05, 0.1, 0.2],
        ),
        ("unevenness", 1, [0.5, 1, 2, 5, 10, 20, 50]),
    ]
    for ax, (label, level, ticks) in zip(axes, scales):
        ax.axhline(level, color=TRUTH, ls="--", lw=1.2, label="fresh points")
        plots.graph(ax, "step", label).set(xscale="log", yscale="log")
        ax.set_xticks([1, 10, 100, 1000], labels=["1", "10", "100", "1000"])
        ax.set_yticks(ticks, labels=[f"{tick:g}" for tick in ticks])
        ax.yaxis.set_minor_locator(NullLocator())
    axes[0].set_ylim(0.005, 0.8)
    axes[0].legend(frameon=False, fontsize=12, loc="upper right")
    return fig, f"Median distance and unevenness at the end. {'; '.join(told)}."


@plots.style.settings()
def from_far(curve: Curve, shown: Mapping[str, Tensor], extent: float = 6.0) -> Shown:
    """Where walks end that began far out; points that end far from the curve are counted as strays."""
    fig, axes = plots.figure(len(shown))
    told, total = [], len(next(iter(shown.values())))
    for ax, (title, points) in zip(axes, shown.items()):
        plots.manifold(curve, plots.plane(ax, extent, title), lw=1)
        stray = sampling.nearest(points, curve)[0] > STRAY
        plots.points(points[~stray], ax, NOISY, size=9, alpha=0.6, zorder=4)
        plots.points(points[stray], ax, ERROR, size=18, zorder=4)
        ax.set(xticks=[], yticks=[])
        beyond = (points.abs() > extent).any(dim=1).sum()
        told.append(
            f"{title} {stray.sum()}, {beyond} of them beyond the frame" if stray.any() else f"{title} none"
        )
    return fig, (
        f"Strays (crimson) end farther than {STRAY:g} from the {curve.name}. Of {total} points: "
        f"{'; '.join(told)}."
    )


@plots.style.settings()
def filmstrip(walk: Tensor, curve: Curve, sigmas: Sequence[float]) -> Shown:
    """Six moments of an annealed walk, over the hills of the level at that moment."""
    fig, axes = plots.figure(3, height=6.7, ratios=(1, 1))
    last = len(walk) - 1
    for ax, part in zip(axes, [0, 0.2, 0.4, 0.6, 0.8, 1]):
        step = round(part * last)
        level = sigmas[max(step - 1, 0) * len(sigmas) // last]
        plots.hills(oracle.best(curve, level), plots.plane(ax, title=f"step {step}, σ = {level:.3f}"))
        plots.manifold(curve, ax, lw=0.6)
        plots.points(walk[step], ax, NOISY, size=5, zorder=4)
        ax.set(xticks=[], yticks=[])
    return (
        fig,
        f"Noise falls onto the {curve.name}: {last} steps of the learned field, down {len(sigmas)} levels.",
    )


def without_noise(
    curve: Curve, sigmas: Sequence[float], start: Tensor, walk: Tensor, steps: int = 20, alpha: float = 0.2
) -> Shown:
    """The annealed walk by the exact arrows without its noise, all else the same, beside the walk itself."""
    x, seen = start, []
    for level in sigmas:
        best = oracle.best(curve, level)
        x = fields.path(lambda at, best=best: at + alpha * (best(at) - at), x, steps)[-1]
        seen.append(x)
    titles = [f"no noise, after σ = {sigmas[0]:g}", "no noise, at the end", "with noise, at the end"]
    return measured(curve, dict(zip(titles, [seen[0], x, walk[-1]])), [sigmas[0], sigmas[-1], sigmas[-1]])


def corrupt_and(best: PosteriorMean, start: Tensor, rounds: int = 100) -> Shown:
    """Corrupt, then take the mean of p(x | x̃), or draw from it; and so on. Beside fresh points."""
    x = start
    for seed in range(rounds):
        x = best(gaussian(x, best.sigma, seed))
    drawn = sampling.gibbs(best, start, rounds, seed=1)[-1]
    shown = {"take the mean": x, "draw": drawn, "drawn from the curve": best.curve.sample(len(start), seed=0)}
    fig, told = measured(best.curve, shown, wanted="drawn from the curve")
    off = (sampling.nearest(x, best.curve)[0] > 0.15).float().mean()
    return fig, f"{told} Of the means, {off:.0%} lie farther than 0.15 from the {best.curve.name}."


@plots.style.settings()
def own_curve(at: Callable[[float], Map], curve: Curve, new: Tensor, sigma: float = 0.1) -> Shown:
    """What a network has learned of a curve: its field, where it errs, and new points."""
    r, best = at(sigma), PosteriorMean(curve, sigma)
    fig, axes = plots.figure(3)
    excess = excess_risk(r, curve, sigma)
    titles = [f"learned, σ = {sigma:g}", "where it errs", f"{len(new)} new points"]
    for ax, title in zip(axes, titles):
        plots.manifold(curve, plots.plane(ax, title=title), lw=1)
    plots.field(fields.on_grid(r, n=15), best=best, ax=axes[0])
    plots.key(axes[0])
    x_noisy = gaussian(curve.points(20_000), sigma, seed=3)
    with torch.no_grad():
        error = (r(x_noisy) - best(x_noisy)).norm(dim=1).view(40, 500).mean(dim=1)
    plots.points(curve.points(81)[1::2], axes[1], ERROR, alpha=0.5).set_sizes(
        (400 * (error / error.max()).square()).tolist()
    )
    plots.points(new, axes[2], NOISY, size=5, zorder=4)
    distances, places = sampling.nearest(new, curve)
    return fig, (
        f"The {curve.name}: excess risk {excess:.3%} at σ = {sigma:g}. The largest disc marks "
        f"{error.max() / error.mean():.1f} times the mean error. The new points: median distance "
        f"{distances.median():.4f}, unevenness {sampling.unevenness(places):.1f}."
    )
