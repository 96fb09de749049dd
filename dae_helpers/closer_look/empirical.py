"""The empirical denoiser: the posterior mean of a few training points, beside the truth and a network."""

from collections.abc import Mapping

import torch
from torch import Tensor

from .. import plots
from ..arguments import Map
from ..corruption import Batches, gaussian
from ..curve import Curve
from ..oracle import PosteriorMean, excess_risk
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..posterior import Posterior
from ..stage.pictures import Shown


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


def few(points: Tensor, sigma: float) -> Posterior:
    """The posterior mean of a few points, all equally likely: the exact minimiser of the training loss."""
    return Posterior(points, torch.ones(len(points)), sigma)


@plots.style.settings()
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
        plots.graph(ax, "clean points n", y).set(xscale="log")
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


@plots.style.settings()
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
