"""The contours of log p_σ, and the exact arrows that climb them."""

import math

import torch

from .. import oracle, plots
from ..fields import Field
from ..manifolds import CURVES, named
from ..palette import TRUTH
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene

TICKS = torch.linspace(-1.6, 1.6, 121)
LINES = 9
DEPTH = 4.5  # how far below the summit log p_σ is shown: lower down, noisy points are rare
BANDS = [plots.GLOW(0.08 + 0.6 * (k / LINES) ** 1.5) for k in range(LINES)]


def scene() -> Scene:
    """Settings: curve, a name; sigma. Contours of log p_σ where noisy points are common, and exact arrows."""
    fig, (ax,) = plots.figure(1, width=5.6)
    grid = torch.cartesian_prod(*[torch.linspace(-1.5, 1.5, 16)] * 2)
    arrows = plots.field(Field(grid, 0 * grid), ax=plots.plane(ax), color=TRUTH, animated=True)
    (truth,) = ax.plot([], [], "w-", lw=2.5, zorder=2, animated=True)
    drawn = []

    def draw(curve: str, sigma: float) -> str:
        best = oracle.best(named(curve), sigma)
        truth.set_data(*best.curve.outline.T.numpy())
        log_p = best.log_density(torch.cartesian_prod(TICKS, TICKS)).view(len(TICKS), len(TICKS)).T
        summit = log_p.max()
        heights = (summit - DEPTH * torch.linspace(1, 0, LINES + 1)).tolist()
        heights[-1] += 1e-3
        go = best(grid) - grid
        shown = (best.log_density(grid) > heights[0]) & (go.norm(dim=1) > 0.05)  # shorter ones are specks
        go = torch.where(shown[:, None], go, math.nan)
        plots.turn(arrows, Field(grid, go), color=TRUTH)
        while drawn:
            drawn.pop().remove()
        drawn.append(ax.contourf(TICKS, TICKS, log_p, levels=heights, colors=BANDS, zorder=0))
        drawn.append(ax.contour(TICKS, TICKS, log_p, levels=heights, colors="0.35", linewidths=0.6, zorder=1))
        for each in drawn:
            each.set(animated=True, linestyle="solid")
        return (
            f"The {curve} at σ = {sigma:.3g}. From each line to the next log p_σ rises by "
            f"{DEPTH / LINES:g}. The longest arrow in view is {go[shown].norm(dim=1).max():.2g} long; where "
            f"log p_σ is more than {DEPTH:g} below its summit, nothing is drawn."
        )

    return Scene(fig, draw)


def explorer() -> Explorer:
    """The contours of log p_σ with the exact arrows on them, under a slider over σ."""
    return Explorer(
        "slopes",
        scene(),
        curve=choice("curve", "The curve on which the clean points lie", CURVES, "spiral"),
        sigma=sigma_slider(0.05, 1, 0.12),
    )
