"""The hills of log p_σ, and the arrows that climb them."""

import math

import torch

from .. import arguments, fields, oracle, plots
from ..manifolds import CURVES
from ..palette import CLEAN, TRUTH
from ..stage.controls import Explorer, choice, log_slider
from ..stage.pictures import Scene

GRID = torch.linspace(-1.6, 1.6, 81)


def scene() -> Scene:
    """Settings: curve, a name; sigma. Lines of equal log p_σ, and the exact arrows."""
    curves = {name: make() for name, make in CURVES.items()}
    fig, (ax,) = plots.figure(1, width=5.6)
    plots.plane(ax)
    best = oracle.best(curves["circle"], 0.1)
    hills = plots.hills(best, ax, animated=True)
    arrows = plots.field(fields.on_grid(lambda x: x, n=13), ax=ax, color=TRUTH, animated=True)
    lines = ax.contour([0, 1], [0, 1], [[0, 1], [0, 1]])

    def draw(curve: str, sigma: float) -> str:
        nonlocal hills, lines
        best = oracle.best(curves[arguments.one_of("curve", curve, curves)], sigma)
        hills = plots.hills(best, ax, hills, animated=True)
        plots.turn(arrows, fields.on_grid(best, n=13), best, TRUTH)
        log_p = best.log_density(torch.cartesian_prod(GRID, GRID)).view(len(GRID), len(GRID)).T
        lines.remove()
        levels = torch.arange(2 * math.floor(max(log_p.min(), log_p.max() - 60) / 2), log_p.max().item(), 2)
        lines = ax.contour(
            GRID, GRID, log_p, levels=levels.tolist(), colors=CLEAN, linewidths=0.8, linestyles="solid"
        )
        lines.set_animated(True)
        x = torch.cartesian_prod(GRID[::8], GRID[::8])
        steep = best.score(x).norm(dim=1).max().item()
        return (
            f"The {curve} at σ = {sigma:.3g}. From each line to the next the density grows e² = 7.4 times. "
            f"The arrows cross the lines at right angles. The steepest slope in view is {steep:.3g}."
        )

    return Scene(fig, draw)


def explorer() -> Explorer:
    """The hills of log p_σ with the exact arrows on them, under a slider over σ."""
    return Explorer(
        "slopes",
        scene(),
        curve=choice("curve", "The curve on which the clean points lie", CURVES, "spiral"),
        sigma=log_slider("noise σ", "The noise's standard deviation", 0.05, 1, 0.2),
    )
