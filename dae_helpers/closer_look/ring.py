"""Where the mode of p_σ lies for a circle, and at which σ the ring becomes a single hill."""

import math

import torch

from .. import fields, plots
from ..manifolds import circle
from ..oracle import PosteriorMean
from ..palette import CLEAN, ERROR, TRUTH
from ..stage.pictures import Shown


def rest(sigma: float) -> float:
    """The radius where x ← r*(x) rests, for R = 1: the root of ρ = I₁(ρ/σ²)/I₀(ρ/σ²), by bisection."""
    low, high = torch.tensor([0.0, 1.0], dtype=torch.float64)
    for _ in range(50):
        middle = (low + high) / 2
        beta = middle / sigma**2
        outwards = torch.special.i1e(beta) / torch.special.i0e(beta) > middle
        low, high = (middle, high) if outwards else (low, middle)
    return low.item()


@plots.style.settings()
def vanishing() -> Shown:
    """The hill of p_σ cut through the middle, and the radius where the exact paths come to rest, over σ."""
    fig, (left, right) = plots.figure(2, height=4.2)
    across = torch.linspace(-1.8, 1.8, 181)
    for sigma, style in [(0.3, ":"), (0.5, "--"), (0.7, "-"), (0.9, "-.")]:
        log_p = PosteriorMean(circle(), sigma).log_density(torch.stack([across, 0 * across], dim=1))
        left.plot(across, (log_p - log_p.max()).exp(), style, color=CLEAN, lw=2, label=f"σ = {sigma:g}")
        left.plot([-rest(sigma), rest(sigma)], [1, 1], "o", color=TRUTH, ms=6)
    plots.graph(left, "x, through the centre", "p_σ / its highest value").set_ylim(0, 1.5)
    left.legend(frameon=False, fontsize=12, ncols=2, loc="upper center")
    sigmas = torch.linspace(0.02, 1, 197).tolist()
    right.plot(sigmas, [rest(sigma) for sigma in sigmas], color="0.6", lw=5, label="root of the formula")
    start, shown = torch.tensor([[1.0, 0.0]]), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.8, 0.9]
    ends = [fields.path(PosteriorMean(circle(), s), start, steps=200)[-1].norm().item() for s in shown]
    right.plot(shown, ends, "o", color=TRUTH, ms=6, label="exact paths, 200 steps")
    right.axvline(math.sqrt(0.5), color=ERROR, ls="--", label="σ = R/√2")
    plots.graph(right, "σ / R", "radius at rest / R").set_ylim(0, 1.45)
    right.legend(frameon=False, fontsize=12)
    told = ", ".join(f"{end:.3f} at σ = {s:g}" for s, end in zip(shown, ends) if s in (0.3, 0.5, 0.65, 0.8))
    words = "Left: the hill of noisy points, cut through its middle; dots: its peaks."
    return fig, f"{words} Paths rest at {told}."
