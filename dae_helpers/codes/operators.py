"""The denoiser as a stochastic operator p(x | x̃), and how much its code keeps: in nats, on the curve."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from .. import density, plots
from ..arguments import Map
from ..corruption import gaussian
from ..oracle import PosteriorMean
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..sampling import gibbs, nearest
from ..stage.pictures import Shown
from ..training import Runs
from .networks import CodeDAE


class Noisy(NamedTuple):
    """Noisy points x (n, 2) on a grid over the plane, and their probabilities p (n,), for averages."""

    x: Tensor
    p: Tensor

    def mean(self, values: Tensor) -> float:
        """The average of values (n,)."""
        return (self.p @ values.double()).item()


def noisy(best: PosteriorMean, fine: int = 2) -> Noisy:
    """A grid of spacing σ/fine, without what is rarer than one point in 10⁷."""
    edge = best.curve.extent + 4.5 * best.sigma
    ticks = torch.arange(-edge, edge, best.sigma / fine, dtype=torch.float64)
    away = ticks[:, None, None] - places(best)
    across, up = (-away.square() / (2 * best.sigma**2)).softmax(dim=0).unbind(dim=2)
    mass = across @ up.T / len(places(best))
    i, j = (mass > 1e-6 / fine**2).nonzero().unbind(dim=1)
    return Noisy(torch.stack([ticks[i], ticks[j]], dim=1).float(), mass[i, j] / mass[i, j].sum())


def places(best: PosteriorMean) -> Tensor:
    """100 evenly spaced points that stand for the curve, (100, 2): no more than σ apart."""
    return best.curve.at((torch.arange(100) + 0.5) / 100, torch.float64)


class Operator(NamedTuple):
    """p(x | x̃) ∝ exp(−‖x − r(x̃)‖²/2v) on the nodes of the curve, for n points x̃.

    v: of all variances the one with the least KL; p: (n, m); nats: KL(p*(x | x̃) ‖ p(x | x̃)), (n,), with the
    exact posterior p*. Source: Vincent et al. (2008), section 4.
    """

    v: float
    p: Tensor
    nats: Tensor


@torch.no_grad()
def operator(r: Map, best: PosteriorMean, x_noisy: Tensor, v: float) -> Operator:
    """The operator of a map r with the variance v, at points (n, 2)."""
    exact, squares = best.posterior(x_noisy.double()), torch.cdist(r(x_noisy).double(), best.nodes).square()
    log_p = (best.weights.log() - squares / (2 * v)).log_softmax(dim=1)
    return Operator(v, log_p.exp(), (torch.xlogy(exact, exact) - exact * log_p).sum(dim=1))


@torch.no_grad()
def fitted(r: Map, best: PosteriorMean, points: Noisy) -> Operator:
    """The operator with the best v: there both have the same mean of ‖x − r(x̃)‖², which grows with v."""
    squares = torch.cdist(r(points.x).double(), best.nodes).square()
    wanted = points.mean((best.posterior(points.x.double()) * squares).sum(dim=1))
    low, high = best.sigma**2 / 10, 100.0
    for _ in range(12):
        v = math.sqrt(low * high)
        p = (best.weights.log() - squares / (2 * v)).softmax(dim=1)
        low, high = (v, high) if points.mean((p * squares).sum(dim=1)) < wanted else (low, v)
    return operator(r, best, points.x, v)


def divergence(r: Map, best: PosteriorMean) -> float:
    """E KL(p*(x | x̃) ‖ p(x | x̃)), in nats; where a network tears, to 0.02."""
    points = noisy(best)
    return points.mean(fitted(r, best, points).nats)


def told(best: PosteriorMean) -> float:
    """I(x; x̃), in nats: E KL(p*(x | x̃) ‖ p(x))."""
    points = noisy(best)
    exact = best.posterior(points.x.double())
    return points.mean((torch.xlogy(exact, exact) - exact * best.weights.log()).sum(dim=1))


def kept(r: Map, best: PosteriorMean) -> float:
    """The bound log L + E log p(x | y) ≤ I(x; y), in nats. Source: Vincent et al. (2010)."""
    return told(best) - divergence(r, best)


@torch.no_grad()
def information(model: CodeDAE, best: PosteriorMean, fine: int = 20) -> float:
    """I(x; y) of a code y of one number, in nats: the plane in cells, σ/fine wide, the cells in bins by y.

    What the bins hide falls with the square of their width: 60·fine bins and half as many are extrapolated.
    To 0.005 with fine = 20, to 0.02 with fine = 10.
    """
    cells, bins = noisy(best, fine), 60 * fine
    order = model.code(cells.x)[:, 0].argsort()
    labels = (cells.p[order].cumsum(0) * bins).long().clamp(max=bins - 1)
    q = cells.p.new_zeros(bins, 100)  # p(bin | x), for each of the places
    for label, cell in zip(labels.split(20_000), order.split(20_000)):
        squares = torch.cdist(cells.x[cell].double(), places(best)).square()
        q.index_add_(0, label, (-squares / (2 * best.sigma**2)).exp())
    q /= q.sum(dim=0)

    def seen(q: Tensor) -> float:
        return (torch.xlogy(q, q) - torch.xlogy(q, q.mean(dim=1, keepdim=True))).sum().item() / 100

    coarse = q.view(bins // 2, 2, 100).sum(dim=1)
    return seen(q) + (seen(q) - seen(coarse)) / 3


@plots.style.settings()
def failing(r: Map, best: PosteriorMean, at: Tensor) -> Shown:
    """Where the operator of r fails: KL at each place of the plane, and both posteriors for x̃ = at (1, 2)."""
    fig, (left, right) = plots.figure(2, height=4.4)
    ticks = torch.linspace(-1.6, 1.6, 81)
    grid = torch.cartesian_prod(ticks, ticks)
    points = noisy(best)
    whole = fitted(r, best, points)
    nats = operator(r, best, grid, whole.v).nats
    plots.manifold(best.curve, plots.plane(left, title="KL(p* ‖ p), in nats, at x̃"), lw=1)
    nats[best.log_density(grid).exp() < density.landscape(best, plots.limits(left)).levels[0]] = torch.nan
    shown = left.imshow(
        nats.view(81, 81).T.numpy(), extent=(-1.6, 1.6) * 2, origin="lower", cmap="magma_r", vmin=0, vmax=0.7
    )
    fig.colorbar(shown, ax=left, shrink=0.8)
    plots.points(at, left, NOISY, size=60, zorder=5, edgecolor="white")
    seen = operator(r, best, at, whole.v)
    for p, color, name in [(best.posterior(at)[0], TRUTH, "exact"), (seen.p[0], LEARNED, "operator")]:
        along = best.weights.cumsum(0) * best.curve.length
        right.plot(along.numpy(), (p / best.weights / best.curve.length).numpy(), color=color, label=name)
    plots.graph(right, "arc length", "density").legend(frameon=False, fontsize=12)
    right.set_title("where did the orange point come from?")
    return fig, (
        f"The {best.curve.name}, σ = {best.sigma:g}; v = {whole.v / best.sigma**2:.2f} σ². At the point "
        f"{seen.nats.item():.2f} nats, on average {points.mean(whole.nats):.2f}."
    )


@plots.style.settings()
def chains(r: Map, best: PosteriorMean, steps: int = 40, n: int = 400) -> Shown:
    """Corrupt, then draw, again and again: from the exact posterior, and from N(r(x̃), v) in the plane."""
    start = best.curve.at(torch.full((n,), 0.02))
    g, x, v = torch.Generator().manual_seed(1), start, best.mmse() / 2
    with torch.no_grad():
        for _ in range(steps):
            x = gaussian(r(gaussian(x, best.sigma, g)), math.sqrt(v), g)
    ends = {"exact posterior": gibbs(best, start, steps)[-1], "N(r(x̃), v)": x}
    fig, axes = plots.figure(2, height=4.6)
    words = []
    for ax, (name, cloud), color in zip(axes, ends.items(), (CLEAN, LEARNED)):
        plots.manifold(best.curve, plots.plane(ax, title=name), lw=0.7)
        plots.points(cloud, ax, color, size=12, zorder=4)
        away, places = nearest(cloud, best.curve)
        words.append(
            f"{name}: {away.square().mean().sqrt():.3f} from it, {(places > 0.3).float().mean():.0%}"
        )
    return fig, (
        f"{n} chains from the spiral's inner end, after {steps} steps of corrupting and drawing. Root mean "
        f"square distance from the curve, and share beyond the first 30% of it: {'; '.join(words)}."
    )


@plots.style.settings()
def climbing(runs: Runs) -> Shown:
    """What codes keep while networks learn: the bound, I(x; y), and I(x; x̃) above both."""
    fig, axes = plots.figure(len(runs), height=3.7)
    words = []
    for ax, (name, run) in zip(axes, runs.items()):
        best, every = PosteriorMean(run.curve, run.sigma), run.snapshots
        steps = sorted(every)[:0:-3][::-1]
        bounds = [kept(every[k], best) for k in steps]
        ax.axhline(told(best), color=TRUTH, ls="--", label="I(x; x̃)")
        ax.plot(
            steps, [information(every[k], best, 10) for k in steps], "s-", color=CLEAN, ms=4, label="I(x; y)"
        )
        ax.plot(steps, bounds, "o-", color=LEARNED, ms=4, label="bound")
        plots.graph(ax, "training step", "nats" if ax is axes[0] else "").set(xscale="log", ylim=(0, 3.3))
        ax.set_title(plots.plain(name))
        least, rest = divergence(best, best), divergence(run.model, best)
        words.append(f"{name} {rest:.3f} nats, with r* in place of r {least:.3f}")
    axes[0].legend(frameon=False, fontsize=11, loc="upper left")
    return fig, f"KL(p* ‖ p), the gap between bound and I(x; x̃), at the end: {'; '.join(words)}."
