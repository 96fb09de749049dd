"""Figures about a circle and a line, seen closely: order from noise, ends, and the ring that vanishes."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from .. import fields, plots
from ..corruption import gaussian
from ..fields import Field
from ..manifolds import circle, line
from ..oracle import PosteriorMean
from ..palette import CLEAN, ERROR, NOISY, TRUTH
from .figures import Map, Shown
from .trends import curve_plot


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
    curve_plot(ax, "δ", "excess risk, in %").set_ylim(0)
    ax.legend(frameon=False, fontsize=12)
    least = min(range(49), key=lambda k: risks[k])
    return fig, (
        f"The excess risk of φ on the circle at σ = {sigma:g}: {risks[24]:.2%} at δ = 0; the least, "
        f"{risks[least]:.3%}, at δ = {deltas[least]:.4f}."
    )


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
        curve_plot(ax, "dimension d", y).plot(many, shown, "o-", color=ERROR)
        ax.set(xscale="log", ylim=(0, None))
        ax.set_xticks([2, 10, 100, 1000], labels=["2", "10", "100", "1000"])
    axes[0].set_ylim(0, 2 * risks[0])
    return fig, (
        f"The projection onto a circle in R^d at σ = {sigma:g}. Excess risk {risks[0]:.2f}% in the plane and "
        f"{risks[-1]:.2f}% in R¹⁰⁰⁰; the error beside the distance {shares[0]:.1f}% and {shares[-1]:.2f}%."
    )


def deficit() -> float:
    """∫ φ²/Φ, with the density φ of the standard normal distribution and its integral Φ."""
    t = torch.linspace(-30, 10, 40_001, dtype=torch.float64)
    log_phi = -t.square() / 2 - math.log(2 * math.pi) / 2
    return torch.trapezoid((2 * log_phi - torch.special.log_ndtr(t)).exp(), t).item()


def ends() -> Shown:
    """The end of the line: the arrows there, and the least error over σ with its formula."""
    curve, sigma = line(), 0.1
    fig, (left, right) = plots.figure(2, height=4.2)
    best = PosteriorMean(curve, sigma)
    x = torch.cartesian_prod(torch.linspace(0.7, 1.2, 6), torch.tensor([-0.22, 0, 0.22]))
    plots.manifold(curve, left, lw=1)
    plots.hills(best, plots.plane(left, 1.6))
    left.set(xlim=(0.5, 1.35), ylim=(-0.425, 0.425), xticks=[0.6, 0.8, 1, 1.2], yticks=[-0.3, 0, 0.3])
    plots.field(Field(x, best(x) - x), ax=left, color=TRUTH)
    pull = 1 - best(torch.tensor([[1.0, 0.0]]))[0, 0].item()
    left.set_title(f"the right end of the line, σ = {sigma:g}")
    sigmas = [0.02 * 1.2**k for k in range(22)]
    exact = [PosteriorMean(curve, s).mmse() / s**2 for s in sigmas]
    right.plot(sigmas, [1 - deficit() * s for s in sigmas], "--", color=ERROR, lw=2, label="formula")
    right.plot(sigmas, exact, "o", color=TRUTH, ms=5, label="exact")
    curve_plot(right, "σ", "least error / σ²", log=True).set(ylim=(0, 1.05), title="over σ")
    right.legend(frameon=False, fontsize=12)
    told = f"exact {exact[0]:.4f}, formula {1 - deficit() * sigmas[0]:.4f}"
    return fig, (
        f"At the very end the arrow is {pull:.4f} long; σ√(2/π) = {sigma * math.sqrt(2 / math.pi):.4f}. "
        f"Least error / σ² at σ = {sigmas[0]:g}: {told}."
    )


def rest(sigma: float) -> float:
    """The radius where x ← r*(x) rests, for R = 1: the root of ρ = I₁(ρ/σ²)/I₀(ρ/σ²), by bisection."""
    low, high = torch.tensor([0.0, 1.0], dtype=torch.float64)
    for _ in range(50):
        middle = (low + high) / 2
        beta = middle / sigma**2
        outwards = torch.special.i1e(beta) / torch.special.i0e(beta) > middle
        low, high = (middle, high) if outwards else (low, middle)
    return low.item()


def vanishing() -> Shown:
    """The hill of p_σ cut through the middle, and the radius where the exact paths come to rest, over σ."""
    fig, (left, right) = plots.figure(2, height=4.2)
    across = torch.linspace(-1.8, 1.8, 181)
    for sigma, style in [(0.3, ":"), (0.5, "--"), (0.7, "-"), (0.9, "-.")]:
        log_p = PosteriorMean(circle(), sigma).log_density(torch.stack([across, 0 * across], dim=1))
        left.plot(across, (log_p - log_p.max()).exp(), style, color=CLEAN, lw=2, label=f"σ = {sigma:g}")
        left.plot([-rest(sigma), rest(sigma)], [1, 1], "o", color=TRUTH, ms=6)
    curve_plot(left, "x, through the centre", "p_σ / its highest value").set_ylim(0, 1.5)
    left.legend(frameon=False, fontsize=12, ncols=2, loc="upper center")
    sigmas = torch.linspace(0.02, 1, 197).tolist()
    right.plot(sigmas, [rest(sigma) for sigma in sigmas], color="0.6", lw=5, label="root of the formula")
    start, shown = torch.tensor([[1.0, 0.0]]), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.8, 0.9]
    ends = [fields.path(PosteriorMean(circle(), s), start, steps=200)[-1].norm().item() for s in shown]
    right.plot(shown, ends, "o", color=TRUTH, ms=6, label="exact paths, 200 steps")
    right.axvline(math.sqrt(0.5), color=ERROR, ls="--", label="σ = R/√2")
    curve_plot(right, "σ / R", "radius at rest / R").set_ylim(0, 1.45)
    right.legend(frameon=False, fontsize=12)
    told = ", ".join(f"{end:.3f} at σ = {s:g}" for s, end in zip(shown, ends) if s in (0.3, 0.5, 0.65, 0.8))
    return (
        fig,
        f"Left: the hill of noisy points, cut through its middle; dots: its peaks. Paths rest at {told}.",
    )
