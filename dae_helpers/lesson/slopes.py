"""The hills of log p_σ, and the arrows that climb them."""

import torch

from .. import arguments, fields, oracle, plots
from ..manifolds import CURVES
from ..palette import TRUTH
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
        log_p = best.log_density(torch.cartesian_prod(GRID, GRID)).view(len(GRID), len(GRID)).T
        lines.remove()
        levels = log_p.max() - torch.arange(40, 0, -1)
        look = {"colors": "0.45", "linewidths": 0.7, "linestyles": "solid"}
        lines = ax.contour(GRID, GRID, log_p, levels=levels.tolist(), **look)
        lines.set_animated(True)
        exact = fields.on_grid(best, n=13)
        plots.turn(arrows, exact, best, TRUTH)
        steep = exact.arrows.norm(dim=1).max().item()
        return (
            f"The {curve} at σ = {sigma:.3g}. From each line to the next the density grows e = 2.7 times. "
            f"The arrows cross the lines at right angles. The steepest one in view is {steep:.2g} long."
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
