"""The contours of log p_σ, whose gradient is the score, and the arrows that climb them."""

import math

import torch
from matplotlib.collections import PathCollection

from .. import density, oracle, plots
from ..fields import Field
from ..manifolds import CURVES, named
from ..palette import TRUTH
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene

LINES, STEP = 10, 0.5  # lower down than LINES·STEP below the summit, noisy points are rare
BANDS = [plots.GLOW(0.08 + 0.6 * (k / LINES) ** 1.5) for k in range(LINES)]
SHORT = 0.05  # arrows shorter than this would be specks


@plots.style.settings()
def explorer() -> Explorer:
    """Lines of equal log p_σ with the exact arrows on them, under a slider over σ."""
    fig, (ax,) = plots.figure(1, width=5.6)
    x = torch.cartesian_prod(*[torch.linspace(-1.5, 1.5, 16)] * 2)
    arrows = plots.field(Field(x, 0 * x), ax=plots.plane(ax), color=TRUTH, animated=True)
    (truth,) = ax.plot([], [], "w-", lw=2.5, zorder=2, animated=True)
    # Each line is the edge of two bands, and drawn twice
    bands = PathCollection([], fc=BANDS, ec=(0.35, 0.35, 0.35, 0.5), lw=0.6, animated=True, zorder=0)
    ax.add_collection(bands)

    def draw(curve: str, sigma: float) -> str:
        best = oracle.best(named(curve), sigma)
        truth.set_data(*best.curve.outline.T.numpy())
        *ticks, p = density.landscape(best, density.limits(ax)).picture
        log_p = p.clamp(min=1e-300).log()
        heights = (log_p.max() - STEP * (torch.arange(LINES, -1, -1) - 0.5)).tolist()  # the summit is within
        bands.set_paths(density.filled(*map(density.array, ticks), density.array(log_p), heights))
        go = best(x) - x
        shown = (best.log_density(x) > heights[0]) & (go.norm(dim=1) > SHORT)
        plots.turn(arrows, Field(x, torch.where(shown[:, None], go, math.nan)), color=TRUTH)
        return (
            f"The {curve} at σ = {sigma:.3g}. From each line to the next log p_σ rises by {STEP:g}; nothing "
            f"is drawn more than {(LINES - 0.5) * STEP:g} below the summit. The longest arrow is "
            f"{go[shown].norm(dim=1).amax():.2g} long."
        )

    menu = choice("curve", "The curve on which the clean points lie", CURVES, "spiral")
    return Explorer("slopes", Scene(fig, draw), twin={}, curve=menu, sigma=sigma_slider(0.05, 0.5, 0.12))
