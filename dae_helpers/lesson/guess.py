"""The posterior density of one noisy point: where it may have come from, and the best guess."""

import ipywidgets as widgets
import torch
from matplotlib.collections import LineCollection
from torch import Tensor

from .. import arguments, oracle, plots
from ..curve import Curve
from ..fields import Field
from ..manifolds import CURVES, named
from ..palette import NOISY, TRUTH
from ..stage.controls import choice, control, sigma_slider
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from ..stage.typed import numbers


@plots.style.settings()
def explorer() -> Draggable:
    """Drag a noisy point, and see where it may have come from, and the mean of these places."""
    fig, (ax,) = plots.figure(1, width=5.6)
    plots.plane(ax)
    (truth,) = ax.plot([], [], color=TRUTH, lw=1)
    glow = ax.add_collection(LineCollection([], lw=11, cmap=plots.GLOW, animated=True, zorder=3))
    arrow = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, color=TRUTH, animated=True)
    arrow.set_zorder(4.5)
    (noisy,) = ax.plot([], [], "o", ms=11, color=NOISY, mec="white", animated=True, zorder=5)
    (mean,) = ax.plot([], [], "o", ms=5, color=TRUTH, mec="white", animated=True, zorder=4.6)
    words = [ax.text(0, 0, name, fontsize=13, animated=True, zorder=7) for name in ("x̃", "mean")]

    def draw(curve: str, sigma: float, point: str) -> str:
        path, seen = named(curve), read(point)
        guess = oracle.best(path, sigma)(seen.unsqueeze(0))[0]
        truth.set_data(*path.outline.T.numpy())
        pieces, p = posterior(path, sigma, seen)
        glow.set_segments(pieces.numpy())
        glow.set_array((p / p.max()).numpy())
        noisy.set_data(*seen.unsqueeze(1).numpy())
        mean.set_data(*guess.unsqueeze(1).numpy())
        arrow.set_offsets(seen.numpy())
        plots.turn(arrow, Field(seen.unsqueeze(0), (guess - seen).unsqueeze(0)), color=TRUTH)
        aside = seen - guess if (seen - guess).norm() > 0.1 else torch.ones(2)
        aside = aside / aside.norm()
        for text, at in zip(words, [seen + 0.16 * aside, guess - 0.24 * aside]):
            text.set(position=at.tolist(), ha="center", va="center")
        likely = (p.sort(descending=True).values.cumsum(0) < 0.95).float().mean()
        return (
            f"The {curve} at σ = {sigma:.3g}. The noisy point ({seen[0]:.2f}, {seen[1]:.2f}) came, with 95% "
            f"probability, from the likeliest {likely:.0%} of the curve. The mean of all places, each "
            f"weighted by its probability, is ({guess[0]:.2f}, {guess[1]:.2f})."
        )

    point = control(
        widgets.Text, "x̃: x y", "The noisy point: drag it in the picture, or type it", value="0.95 0.85"
    )
    return Draggable(
        "guess",
        ax,
        Scene(fig, draw, still=("curve",)),
        twin={},
        curve=choice("curve", "The curve on which the clean points lie", CURVES, "circle"),
        sigma=sigma_slider(0.03, 1, 0.3),
        point=point,
    )


def posterior(curve: Curve, sigma: float, x_noisy: Tensor) -> tuple[Tensor, Tensor]:
    """300 equally long pieces of the curve, (300, 2, 2), and the probability that x̃ (2,) came from each."""
    ends = curve.at(torch.linspace(0, 1, 301))
    squares = ((ends[:-1] + ends[1:]) / 2 - x_noisy).square().sum(dim=1)
    return torch.stack([ends[:-1], ends[1:]], dim=1), (-squares / (2 * sigma**2)).softmax(dim=0)


def read(point: str) -> Tensor:
    """The two numbers in a text "x y", as a point (2,). Raises ValueError."""
    try:
        x, y = numbers(point)
    except ValueError as error:
        raise ValueError(f"point must be two numbers x y, such as 0.8 0.5, got {point!r}") from error
    return torch.tensor([arguments.number("point", x, -1.6, 1.6), arguments.number("point", y, -1.6, 1.6)])
