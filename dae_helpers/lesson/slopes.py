"""The contours of log p_σ, whose gradient is the score, and the arrows that climb them."""

import math

import torch
from matplotlib.collections import PathCollection
from torch import Tensor

from .. import fields, oracle, plots
from ..manifolds import CURVES, named
from ..oracle import PosteriorMean
from ..palette import TRUTH
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene

GRID = torch.linspace(-1.64, 1.64, 83, dtype=torch.float64)  # a step beyond the frame, where outlines end
LINES = torch.arange(60, -1, -1)  # how many steps below the summit each line lies
BANDS = [plots.GLOW(0.6 * math.exp(-line / 10)) for line in LINES[1:].tolist()]  # up to each line


@plots.style.settings()
def explorer() -> Explorer:
    """Lines of equal log p_σ with the exact arrows on them, under a slider over σ."""
    fig, (ax,) = plots.figure(1, width=5.6)
    arrows = plots.field(fields.on_grid(lambda x: x, n=9), ax=plots.plane(ax), color=TRUTH, animated=True)
    (truth,) = ax.plot([], [], "w-", lw=2, zorder=2, animated=True)
    # Each line is the edge of two bands, and drawn twice
    bands = ax.add_collection(
        PathCollection(
            [], facecolors=BANDS, edgecolors=(0.35, 0.35, 0.35, 0.5), linewidths=0.6, animated=True, zorder=0
        )
    )

    def draw(curve: str, sigma: float) -> str:
        best = oracle.best(named(curve), sigma)
        exact = fields.on_grid(best, n=9)
        truth.set_data(*best.curve.outline.T.numpy())
        plots.turn(arrows, exact, color=TRUTH)
        log_p = log_density(best)
        step = 2 ** max(-1, round(math.log2(0.01 / sigma**2)))  # steep hills need fewer lines
        heights = (log_p.max() - step * LINES).tolist()
        longest = exact.arrows.norm(dim=1).max()
        bands.set_paths(plots.filled(GRID.numpy(), GRID.numpy(), log_p.numpy(), heights))
        return (
            f"The {curve} at σ = {sigma:.3g}. From each line to the next log p_σ rises by {step:g}. The "
            f"arrows start at right angles to the lines. The longest one in view is {longest:.2g} long."
        )

    menu = choice("curve", "The curve on which the clean points lie", CURVES, "spiral")
    return Explorer("slopes", Scene(fig, draw), curve=menu, sigma=sigma_slider(0.05, 1, 0.12))


def log_density(best: PosteriorMean) -> Tensor:
    """log p_σ on GRID², (y, x), at least −690: on a grid a Gaussian is a product, along x and along y."""
    x, y = ((-(GRID.unsqueeze(1) - nodes).square() / (2 * best.sigma**2)).exp() for nodes in best.nodes.T)
    p = (y * best.weights) @ x.T / (2 * math.pi * best.sigma**2)
    return p.clamp(min=1e-300).log()
