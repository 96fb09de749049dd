"""The contours of log p_σ, whose gradient is the score, and the arrows that climb them."""

import math

import torch

from .. import fields, oracle, plots
from ..manifolds import CURVES, named
from ..palette import TRUTH
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene

GRID = torch.linspace(-1.6, 1.6, 81)
LINES = torch.arange(60, -1, -1)  # how many steps below the summit each line lies
BANDS = [plots.GLOW(0.6 * math.exp(-line / 10)) for line in LINES.tolist()]


@plots.style.settings()
def explorer() -> Explorer:
    """Lines of equal log p_σ with the exact arrows on them, under a slider over σ."""
    fig, (ax,) = plots.figure(1, width=5.6)
    arrows = plots.field(fields.on_grid(lambda x: x, n=9), ax=plots.plane(ax), color=TRUTH, animated=True)
    (truth,) = ax.plot([], [], "w-", lw=2, zorder=2, animated=True)
    drawn = []

    def draw(curve: str, sigma: float) -> str:
        best = oracle.best(named(curve), sigma)
        exact = fields.on_grid(best, n=9)
        truth.set_data(*best.curve.outline.T.numpy())
        plots.turn(arrows, exact, color=TRUTH)
        log_p = best.log_density(torch.cartesian_prod(GRID, GRID)).view(len(GRID), len(GRID)).T
        step = 2 ** max(-1, round(math.log2(0.01 / sigma**2)))  # steep hills need fewer lines
        heights = (log_p.max() - step * LINES).tolist()
        longest = exact.arrows.norm(dim=1).max()
        while drawn:
            drawn.pop().remove()
        drawn.append(ax.contourf(GRID, GRID, log_p, levels=heights, colors=BANDS, extend="min", zorder=0))
        drawn.append(ax.contour(GRID, GRID, log_p, levels=heights, colors="0.35", linewidths=0.6, zorder=1))
        for each in drawn:
            each.set(animated=True, linestyle="solid")
        return (
            f"The {curve} at σ = {sigma:.3g}. From each line to the next log p_σ rises by {step:g}. The "
            f"arrows start at right angles to the lines. The longest one in view is {longest:.2g} long."
        )

    menu = choice("curve", "The curve on which the clean points lie", CURVES, "spiral")
    return Explorer("slopes", Scene(fig, draw), curve=menu, sigma=sigma_slider(0.05, 1, 0.12))
