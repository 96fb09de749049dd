"""The contours of log p_σ, whose gradient is the score, and the arrows that climb them."""

import math

import torch

from .. import fields, oracle, plots
from ..fields import Field
from ..manifolds import CURVES, named
from ..palette import TRUTH
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene

LINES, STEP = 9, 0.5  # lower down than LINES·STEP below the summit, noisy points are rare
BANDS = [plots.GLOW(0.08 + 0.6 * (k / LINES) ** 1.5) for k in range(LINES)]
SHORT = 0.05  # arrows shorter than this would be specks


def explorer() -> Explorer:
    """Lines of equal log p_σ with the exact arrows on them, under a slider over σ."""
    fig, (ax,) = plots.figure(1, width=5.6)
    x = torch.cartesian_prod(*[torch.linspace(-1.5, 1.5, 16)] * 2)
    arrows = plots.field(Field(x, 0 * x), ax=plots.plane(ax), color=TRUTH, animated=True)
    (truth,) = ax.plot([], [], "w-", lw=2.5, zorder=2, animated=True)
    drawn = []

    def draw(curve: str, sigma: float) -> str:
        best = oracle.best(named(curve), sigma)
        truth.set_data(*best.curve.outline.T.numpy())
        right, up, p = fields.landscape(best, plots.limits(ax)).picture
        log_p = p.clamp(min=1e-12).log()
        heights = (log_p.max() - STEP * torch.arange(LINES, -1, -1)).tolist()
        heights[-1] += 1e-3  # the summit is within
        go = best(x) - x
        shown = (best.log_density(x) > heights[0]) & (go.norm(dim=1) > SHORT)
        plots.turn(arrows, Field(x, torch.where(shown[:, None], go, math.nan)), color=TRUTH)
        while drawn:
            drawn.pop().remove()
        drawn.append(ax.contourf(right, up, log_p, levels=heights, colors=BANDS, zorder=0))
        drawn.append(ax.contour(right, up, log_p, levels=heights, colors="0.35", linewidths=0.6, zorder=1))
        for each in drawn:
            each.set(animated=True, linestyle="solid")
        return (
            f"The {curve} at σ = {sigma:.3g}. From each line to the next log p_σ rises by {STEP:g}. More "
            f"than {LINES * STEP:g} below the summit nothing is drawn. The longest arrow is "
            f"{go[shown].norm(dim=1).amax():.2g} long."
        )

    menu = choice("curve", "The curve on which the clean points lie", CURVES, "spiral")
    return Explorer("slopes", Scene(fig, draw), curve=menu, sigma=sigma_slider(0.05, 0.5, 0.12))
