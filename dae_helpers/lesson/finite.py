"""What training draws: batches more even than chance; and a few clean points for ever."""

from collections.abc import Mapping, Sequence

import torch
from matplotlib.axes import Axes
from torch import Tensor

from .. import fields, plots, sampling, training
from ..corruption import Batches, gaussian, pairs
from ..manifolds import Curve
from ..models import DAE
from ..oracle import Posterior, PosteriorMean, excess_risk
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from .figures import Map, Shown
from .trends import curve_plot

WINDOW = (0.4, 1.0)  # of both coordinates: a stretch of the circle, seen from close by


def by_chance(curve: Curve, sigma: float, n: int = 1024, seed: int = 0) -> Batches:
    """Endless batches of n points and noise drawn independently, where corruption.pairs spreads them."""
    g = torch.Generator().manual_seed(seed)
    while True:
        x = curve.sample(n, g)
        yield x, gaussian(x, sigma, g), torch.full((n, 1), sigma)


def from_few(points: Tensor, sigma: float | tuple[float, float], n: int = 1024, seed: int = 0) -> Batches:
    """Endless batches of n draws from the same few points (m, 2), with fresh noise.

    sigma: a noise level, or (low, high) for levels uniform in log σ.
    """
    low, high = sigma if isinstance(sigma, tuple) else (sigma, sigma)
    g = torch.Generator().manual_seed(seed)
    while True:
        x = points[torch.randint(len(points), (n,), generator=g)]
        level = low * (high / low) ** torch.rand(n, 1, generator=g)
        yield x, x + level * torch.randn(n, 2, generator=g), level


def batches(curve: Curve, sigma: float) -> Shown:
    """The places and the noise of one batch, by chance and as pairs draws it."""
    fig, axes = plots.figure(2)
    told = []
    for ax, title, draws in zip(axes, ["by chance", "spread"], sources(curve, sigma, 1)):
        drawn = [next(draws)[:2] for _ in range(20)]
        places = [sampling.nearest(x, curve)[1] for x, _ in drawn]
        noise = (drawn[0][1] - drawn[0][0])[:, 0] / sigma
        ax.plot(places[0], torch.special.ndtr(noise), ".", color=CLEAN, ms=5)
        ax.set(title=title, xlabel="place, as a share of the curve", xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        uneven = sum(sampling.unevenness(u) for u in places) / len(places)
        told.append(f"{title} {uneven:.3f}")
    axes[0].set_ylabel("rank of the noise's first coordinate")
    return fig, (
        "One batch of 1024 pairs, drawn in two ways; a dot for each pair. Unevenness of the places, mean "
        f"over 20 batches: {', '.join(told)}."
    )


def sources(curve: Curve, sigma: float, seed: int) -> tuple[Batches, Batches]:
    return by_chance(curve, sigma, seed=seed), pairs(curve, sigma, 1024, seed)


def bought(curve: Curve, sigma: float, seeds: Sequence[int] = (0, 1, 2)) -> Shown:
    """The excess risk during trainings on batches by chance and on spread ones."""
    film = (20, 40, 80, 150, 300)
    fig, (ax,) = plots.figure(1, width=7.5, height=3.9)
    told = []
    for k, (name, style) in enumerate([("by chance", "s:"), ("spread", "o-")]):
        risks = []
        for seed in seeds:
            draws, risks_here = sources(curve, sigma, seed)[k], []
            for step, _, model in training.descend(DAE(seed=seed), draws, film[-1]):
                if step in film:
                    risks_here.append(excess_risk(model, curve, sigma, n=4000))
            risks.append(risks_here)
            ax.plot(film, risks_here, style, color=LEARNED, ms=4, label=name if seed == seeds[0] else None)
        told.append(f"{name} {sum(each[-1] for each in risks) / len(risks):.3%}")
    curve_plot(ax, "training step", "excess risk").set(yscale="log", xscale="log")
    ax.set_xticks([20, 50, 100, 200, 300], labels=["20", "50", "100", "200", "300"])
    ax.set_yticks([0.003, 0.01, 0.03, 0.1, 0.3], labels=["0.3%", "1%", "3%", "10%", "30%"])
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=12)
    return fig, (
        f"The {curve.name} at σ = {sigma:g}, {len(seeds)} trainings of each kind. Mean excess risk at the "
        f"end: {', '.join(told)}."
    )


def close_up(ax: Axes, title: str = "") -> Axes:
    """Make the ax a window on a stretch of the circle."""
    ax.set(xlim=WINDOW, ylim=WINDOW, aspect="equal", title=title, xticks=[0.5, 0.9], yticks=[0.5, 0.9])
    ax.tick_params(length=0, colors="0.45")
    ax.spines[:].set_color("0.85")
    return ax


def on_the_hills(best: PosteriorMean) -> Tensor:
    """The points (k, 2) of a grid over the window where corrupted points are common."""
    ticks = torch.linspace(*WINDOW, 23)
    x = torch.cartesian_prod(ticks, ticks)
    *_, (level, *_) = fields.landscape(best, WINDOW[1])
    return x[best.log_density(x).exp() > level]


def trained(points: Tensor, sigma: float, counts: Sequence[int]) -> dict[int, DAE]:
    """For each n a network trained on the first n of the points (m, 2), with fresh noise for ever."""
    networks = {}
    for n in counts:
        networks[n] = DAE(seed=0)
        for _ in training.descend(networks[n], from_few(points[:n], sigma)):
            pass
    return networks


def few(points: Tensor, sigma: float) -> Posterior:
    """The posterior mean of a few points, all equally likely: the exact minimiser of the training loss."""
    return Posterior(points, torch.ones(len(points)), sigma)


def risks(networks: Mapping[int, Map], points: Tensor, best: PosteriorMean) -> Shown:
    """Over n: the excess risks against the truth, and the training losses."""
    counts, sigma = sorted(networks), best.sigma
    minimisers = [few(points[:n], sigma) for n in counts]
    fig, (left, right) = plots.figure(2, height=4.1)
    rows = {}
    for name, maps, color, style in [
        ("minimiser", minimisers, TRUTH, "s--"),
        ("network", [networks[n] for n in counts], LEARNED, "o-"),
    ]:
        rows[name] = [against(r, best) for r in maps]
        left.plot(counts, rows[name], style, color=color, label=name)
        losses = [seen(r, points[:n], sigma) / best.mmse() for r, n in zip(maps, counts)]
        right.plot(counts, losses, style, color=color, label=name)
    left.set(yscale="log", title="against the truth")
    left.set_yticks([0.01, 0.1, 1, 10, 100], labels=["1%", "10%", "100%", "1000%", "10 000%"])
    right.axhline(1, color="0.6", ls=":", label="the true floor")
    right.set(title="its training loss", ylim=(0, 1.25))
    for ax, y in [(left, "excess risk"), (right, "training loss / true floor")]:
        curve_plot(ax, "clean points n", y).set(xscale="log")
        ax.set_xticks(counts, labels=[str(n) for n in counts])
        ax.minorticks_off()
        ax.legend(frameon=False, fontsize=12)
    at = min(range(len(counts)), key=lambda k: abs(counts[k] - 100))
    told = ", ".join(f"{name} {row[at]:.0%}" for name, row in rows.items())
    return fig, f"Excess risk against the truth at σ = {sigma:g} with n = {counts[at]} clean points: {told}."


def against(r: Map, best: PosteriorMean) -> float:
    """The excess risk of a map, quick enough for a slider."""
    return excess_risk(r, best.curve, best.sigma, n=6000)


def seen(r: Map, points: Tensor, sigma: float) -> float:
    """The training loss of a map, E‖r(x̃) − x‖² for x one of the points, by some 8000 fresh pairs."""
    x = points.repeat(max(1, 8000 // len(points)), 1)
    with torch.no_grad():
        return (r(gaussian(x, sigma, seed=9)) - x).square().sum(dim=1).mean().item()


def copies(clouds: Mapping[str, Tensor], points: Tensor, curve: Curve, within: float) -> Shown:
    """New points drawn by three fields, and how many lie near one of the training points."""
    fig, axes = plots.figure(len(clouds))
    told = []
    for ax, (title, cloud) in zip(axes, clouds.items()):
        plots.manifold(curve, plots.plane(ax, 1.35, title), lw=0.6)
        plots.points(cloud, ax, NOISY, size=9, zorder=4)
        ax.plot(*points.T.numpy(), "o", ms=11, mfc="none", mec=CLEAN, mew=1.5, zorder=5)
        near = (torch.cdist(cloud, points).min(dim=1).values < within).float().mean()
        told.append(f"{title} {near:.0%}")
    return fig, (
        f"{len(cloud)} new points (orange) and {len(points)} training points (teal rings). Within "
        f"{within:g} of a training point: {', '.join(told)}."
    )
