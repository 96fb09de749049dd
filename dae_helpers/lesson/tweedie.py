"""Tweedie's formula as a picture: nodes pull at a noisy point; their pulls add up to the arrow uphill."""

import ipywidgets as widgets
import torch

from .. import plots
from ..fields import Field
from ..posterior import Posterior
from ..stage.controls import control, sigma_slider
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from .guess import read

NODES = torch.tensor([[-1.0, -0.5], [-0.6, 0.55], [0.1, 0.95], [0.8, 0.5], [1.0, -0.4]])
WIDEST = 14  # points: a pull with all the weight


def scene() -> Scene:
    """Settings: sigma; point, "x y". Five equally likely nodes, the pull w·(x − x̃) of each, and their sum."""
    fig, (ax,) = plots.figure(1, width=5.6)
    plots.plane(ax)
    hills = plots.hills(Posterior(NODES, torch.ones(5), 0.3), ax, animated=True)
    pulls = [
        ax.plot([], [], color=plots.CLEAN, alpha=0.55, solid_capstyle="round", animated=True)[0]
        for _ in NODES
    ]
    shares = [
        ax.text(*(1.17 * x).tolist(), "", fontsize=12, ha="center", va="center", animated=True) for x in NODES
    ]
    plots.points(NODES, ax, size=60, zorder=4, animated=True)
    arrow = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, color=plots.TRUTH, animated=True)
    arrow.set_zorder(4.5)
    (noisy,) = ax.plot([], [], "o", ms=11, color=plots.NOISY, mec="white", animated=True, zorder=5)

    def draw(sigma: float, point: str) -> str:
        nonlocal hills
        seen, best = read(point).unsqueeze(0), Posterior(NODES, torch.ones(5), sigma)
        (w,), guess = best.posterior(seen), best(seen)
        hills = plots.hills(best, ax, hills, animated=True)
        for line, share, node, weight in zip(pulls, shares, NODES, w.tolist()):
            line.set_data(*torch.stack([seen[0], node]).T.numpy())
            line.set_linewidth(WIDEST * weight)
            share.set_text(f"{weight:.0%}" if weight > 0.005 else "")
        noisy.set_data(*seen.T.numpy())
        arrow.set_offsets(seen.numpy())
        plots.turn(arrow, Field(seen, guess - seen), color=plots.TRUTH)
        go, slope = (guess - seen)[0].tolist(), (sigma**2 * uphill(best, seen))[0].tolist()
        return (
            "The pulls add up to the arrow ({:.3f}, {:.3f}). ".format(*go)
            + f"σ² times the slope of log p_σ, measured in small steps at σ = {sigma:.3g}, "
            + "is ({:.3f}, {:.3f}).".format(*slope)
        )

    return Scene(fig, draw)


def uphill(best: Posterior, x: torch.Tensor, h: float = 1e-4) -> torch.Tensor:
    """The slope of log p_σ at x (1, 2), by central differences of size h: (1, 2)."""
    ahead, behind = (best.log_density(x.double() + s * h * torch.eye(2).double()) for s in (1, -1))
    return ((ahead - behind) / (2 * h)).unsqueeze(0).float()


def explorer() -> Draggable:
    """Drag a noisy point among five nodes, and see what their pulls add up to."""
    view = scene()
    return Draggable(
        "tweedie",
        view.figure.axes[0],
        view,
        sigma=sigma_slider(0.1, 1, 0.4),
        point=control(
            widgets.Text, "x̃: x y", "The noisy point: drag it in the picture, or type it", value="0.1 0.2"
        ),
    )
