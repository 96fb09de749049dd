"""The posterior density of one noisy point: where it can have come from, and the best guess."""

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import arguments, oracle, plots
from ..fields import Field
from ..manifolds import CURVES, named
from ..palette import NOISY, TRUTH
from ..stage.controls import choice, control, sigma_slider
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from ..stage.typed import numbers


@plots.style.settings()
def explorer() -> Draggable:
    """Drag a noisy point, and see where it can have come from, and the mean of these places."""
    fig, (ax,) = plots.figure(1, width=5.6)
    plots.plane(ax)
    (truth,) = ax.plot([], [], color=TRUTH, lw=1)
    glow = ax.scatter([], [], s=90, c=[], cmap=plots.GLOW, vmin=0, vmax=1, lw=0, animated=True, zorder=3)
    arrow = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, color=TRUTH, animated=True)
    arrow.set_zorder(4.5)
    (noisy,) = ax.plot([], [], "o", ms=11, color=NOISY, mec="white", animated=True, zorder=5)
    (mean,) = ax.plot([], [], "o", ms=16, mfc="none", mec=TRUTH, mew=2, animated=True, zorder=4)
    words = [ax.text(0, 0, name, fontsize=13, animated=True, zorder=7) for name in ("x̃", "mean")]

    def draw(curve: str, sigma: float, point: str) -> str:
        path, seen = named(curve), read(point)
        best = oracle.best(path, sigma)
        guess, p = best(seen.unsqueeze(0))[0], best.posterior(seen.unsqueeze(0).double())[0]
        truth.set_data(*path.outline.T.numpy())
        density = p / best.weights  # of the posterior, along the curve
        glow.set_offsets(best.nodes.numpy())
        glow.set_array((density / density.max()).numpy())
        noisy.set_data(*seen.unsqueeze(1).numpy())
        mean.set_data(*guess.unsqueeze(1).numpy())
        arrow.set_offsets(seen.numpy())
        plots.turn(arrow, Field(seen.unsqueeze(0), (guess - seen).unsqueeze(0)), color=TRUTH)
        aside = seen - guess if (seen - guess).norm() > 0.1 else torch.ones(2)
        aside = 0.16 * aside / aside.norm()
        for text, at in zip(words, [seen + aside, guess - aside]):
            text.set(position=at.tolist(), ha="center", va="center")
        order = density.argsort(descending=True)
        likely = best.weights[order][p[order].cumsum(0) < 0.95].sum()
        off = (path.vertices - guess).norm(dim=1).min()
        return (
            f"The {curve} at σ = {sigma:.3g}. The noisy point ({seen[0]:.2f}, {seen[1]:.2f}) came, with 95% "
            f"probability, from the likeliest {likely:.0%} of the curve. The mean of all places, each "
            f"weighted by its probability, is ({guess[0]:.2f}, {guess[1]:.2f}). It lies {off:.3f} away from "
            "the curve."
        )

    point = control(
        widgets.Text, "x̃: x y", "The noisy point: drag it in the picture, or type it", value="0.95 0.85"
    )
    return Draggable(
        "guess",
        ax,
        Scene(fig, draw, still=("curve",)),
        curve=choice("curve", "The curve on which the clean points lie", CURVES, "circle"),
        sigma=sigma_slider(0.03, 1, 0.3),
        point=point,
    )


def read(point: str) -> Tensor:
    """The two numbers in a text "x y", as a point (2,). Raises ValueError."""
    try:
        x, y = numbers(point)
    except ValueError as error:
        raise ValueError(f"point must be two numbers x y, such as 0.8 0.5, got {point!r}") from error
    return torch.tensor([arguments.number("point", x, -1.6, 1.6), arguments.number("point", y, -1.6, 1.6)])
