"""The projection onto the circle, held against the posterior mean, in the plane and in many dimensions."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from .. import plots
from ..arguments import Map
from ..corruption import gaussian
from ..manifolds import circle
from ..oracle import PosteriorMean
from ..palette import ERROR, NOISY, TRUTH
from ..stage.pictures import Shown


@plots.style.settings()
def ordered(maps: Mapping[str, Map], noise: Tensor) -> Shown:
    """What each map makes of pure noise in a single step."""
    fig, axes = plots.figure(3)
    shown, told = {"pure noise": lambda x: x, **maps}, []
    for ax, (title, r) in zip(axes, shown.items()):
        plots.manifold(circle(), plots.plane(ax, title=title), lw=0.6)
        made = r(noise)
        plots.points(made, ax, NOISY, size=9)
        told.append(f"{title} {made.norm(dim=1).mean():.3f} ± {made.norm(dim=1).std():.3f}")
    return fig, f"{len(noise)} points of noise, and what two maps make of them. Radii: {'; '.join(told)}."


@plots.style.settings()
def offsets(sigma: float = 0.1) -> Shown:
    """The excess risk of x/‖x‖ + δx as a denoiser of the circle, over δ."""
    best, x = PosteriorMean(circle(), sigma), circle().sample(20_000, seed=0)
    x_noisy = gaussian(x, sigma, seed=1)
    out, exact = x_noisy / x_noisy.norm(dim=1, keepdim=True), best(x_noisy)
    deltas = (1.2 * sigma**2 * torch.linspace(-1, 1, 49)).tolist()
    risks = [(out + d * x_noisy - exact).square().sum(dim=1).mean().item() / best.mmse() for d in deltas]
    fig, (ax,) = plots.figure(1, width=7.5, height=3.6)
    ax.plot(deltas, [100 * risk for risk in risks], color=ERROR, lw=2)
    ax.axvline(-(sigma**2) / 2, color=TRUTH, ls="--", label="δ = −σ²/2")
    ax.axvline(0, color="0.6", ls=":", label="δ = 0: the projection")
    plots.graph(ax, "δ", "excess risk, in %").set_ylim(0)
    ax.legend(frameon=False, fontsize=12)
    least = min(range(49), key=lambda k: risks[k])
    return fig, (
        f"The excess risk of φ on the circle at σ = {sigma:g}: {risks[24]:.2%} at δ = 0; the least, "
        f"{risks[least]:.3%}, at δ = {deltas[least]:.4f}."
    )


@plots.style.settings()
def dimensions(sigma: float = 0.1, n: int = 8000) -> Shown:
    """The projection onto a circle in R^d: its excess risk, and its error beside the distance."""
    many = [2, 3, 5, 10, 30, 100, 300, 1000]
    best, g = PosteriorMean(circle(), sigma), torch.Generator().manual_seed(0)
    risks, shares = [], []
    for d in many:
        noise = torch.randn(n, d, generator=g).mul_(sigma)  # it is large: no copy is made of it
        plane = circle().sample(n, g) + noise[:, :2]  # the circle lies in the first two coordinates
        error = (plane / plane.norm(dim=1, keepdim=True) - best(plane)).square().sum(dim=1).mean().item()
        far = (plane.norm(dim=1) - 1).square() + noise[:, 2:].norm(dim=1).square()
        risks.append(100 * error / best.mmse())
        shares.append(100 * math.sqrt(error / far.mean().item()))
    fig, axes = plots.figure(2, height=3.8)
    for ax, shown, y in [
        (axes[0], risks, "excess risk, in %"),
        (axes[1], shares, "error / distance to the circle, in %"),
    ]:
        plots.graph(ax, "dimension d", y).plot(many, shown, "o-", color=ERROR)
        ax.set(xscale="log", ylim=(0, None))
        ax.set_xticks([2, 10, 100, 1000], labels=["2", "10", "100", "1000"])
    axes[0].set_ylim(0, 2 * risks[0])
    return fig, (
        f"The projection onto a circle in R^d at σ = {sigma:g}. Excess risk {risks[0]:.2f}% in the plane and "
        f"{risks[-1]:.2f}% in R¹⁰⁰⁰; the error beside the distance {shares[0]:.1f}% and {shares[-1]:.2f}%."
    )
