"""Tweedie's formula as a picture: nodes pull at a noisy point; their pulls add up to the arrow uphill."""

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import plots
from ..fields import Field
from ..palette import CLEAN, NOISY, TRUTH
from ..posterior import Posterior
from ..stage.controls import control, sigma_slider
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from .guess import read

NODES = torch.tensor([[-1.0, -0.5], [-0.6, 0.55], [0.1, 0.95], [0.8, 0.5], [1.0, -0.4]])


@plots.style.settings()
def explorer() -> Draggable:
    """Drag a noisy point among five nodes, and see what their pulls w·(x − x̃) add up to."""
    fig, (ax,) = plots.figure(1, width=5.6)
    hills = plots.hills(best(0.4), plots.plane(ax), animated=True)
    style = {"color": CLEAN, "solid_capstyle": "butt", "animated": True}
    ways = [ax.plot([], [], lw=0.8, **style)[0] for _ in NODES]
    pulls = [ax.plot([], [], lw=6, **style)[0] for _ in NODES]
    style = {"fontsize": 12, "ha": "center", "va": "center", "animated": True}
    shares = [ax.text(*(1.17 * x).tolist(), "", **style) for x in NODES]
    plots.points(NODES, ax, size=60, zorder=4, animated=True)
    arrow = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, color=TRUTH, animated=True)
    arrow.set_zorder(4.5)
    (noisy,) = ax.plot([], [], "o", ms=11, color=NOISY, mec="white", animated=True, zorder=5)

    def draw(sigma: float, point: str) -> str:
        nonlocal hills
        seen, r = read(point).unsqueeze(0), best(sigma)
        hills = plots.hills(r, ax, hills, animated=True)
        for way, pull, share, x, weight in zip(ways, pulls, shares, NODES, r.posterior(seen)[0].tolist()):
            way.set_data(*torch.stack([seen[0], x]).T.numpy())
            pull.set_data(*torch.stack([seen[0], seen[0] + weight * (x - seen[0])]).T.numpy())
            share.set_text(f"{weight:.0%}" if weight > 0.005 else "")
        go = r(seen) - seen
        noisy.set_data(*seen.T.numpy())
        arrow.set_offsets(seen.numpy())
        plots.turn(arrow, Field(seen, go), color=TRUTH)
        told = "({:.3f}, {:.3f})"
        return (
            "The pulls (thick) are shares of the ways to the nodes, and add up to the arrow "
            f"{told.format(*go[0].tolist())}. σ² times the slope of log p_σ, measured in small steps at σ = "
            f"{sigma:.3g}, is {told.format(*(sigma**2 * slope(r, seen)).tolist())}."
        )

    words = "The noisy point: drag it in the picture, or type it"
    point = control(widgets.Text, "x̃: x y", words, value="0.1 0.2")
    twin = {"nodes": NODES.tolist()}
    return Draggable("tweedie", ax, Scene(fig, draw), twin, sigma=sigma_slider(0.1, 1, 0.4), point=point)


def best(sigma: float) -> Posterior:
    """The exact denoiser of the nodes, all equally likely."""
    return Posterior(NODES, torch.ones(len(NODES)), sigma)


def slope(r: Posterior, x: Tensor) -> Tensor:
    """The slope of log p_σ at x (1, 2), by central differences: (2,)."""
    steps = 1e-4 * torch.eye(2, dtype=torch.float64)
    return (r.log_density(x + steps) - r.log_density(x - steps)) / 2e-4
