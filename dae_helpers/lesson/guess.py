"""One noisy point: where it can have come from, and the best guess."""

import ipywidgets as widgets
import torch
from matplotlib.collections import LineCollection
from torch import Tensor

from .. import arguments, oracle, plots
from ..curve import Curve
from ..fields import Field
from ..manifolds import CURVES, named
from ..stage.controls import choice, control, sigma_slider
from ..stage.draggable import Draggable
from ..stage.pictures import Scene


def scene() -> Scene:
    """Settings: curve, a name; sigma; point, "x y". The posterior density of one point x̃, and its mean."""
    fig, (ax,) = plots.figure(1, width=5.6)
    plots.plane(ax)
    (truth,) = ax.plot([], [], color=plots.TRUTH, lw=1)
    glow = ax.add_collection(
        LineCollection([], lw=11, cmap=plots.GLOW, capstyle="butt", animated=True, zorder=3)
    )
    arrow = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, color=plots.TRUTH, animated=True)
    arrow.set_zorder(4.5)
    (noisy,) = ax.plot([], [], "o", ms=11, color=plots.NOISY, mec="white", animated=True, zorder=5)
    (mean,) = ax.plot([], [], "o", ms=5, color=plots.TRUTH, mec="white", animated=True, zorder=4.6)
    words = {name: ax.annotate("", (0, 0), fontsize=13, animated=True, zorder=7) for name in ("x̃", "mean")}

    def draw(curve: str, sigma: float, point: str) -> str:
        path = named(curve)
        seen, best = read(point), oracle.best(path, sigma)
        guess = best(seen.unsqueeze(0))[0]
        truth.set_data(*path.outline.T.numpy())
        pieces, p = posterior(path, sigma, seen)
        glow.set_segments(pieces.numpy())
        glow.set_array((p / p.max()).numpy())
        noisy.set_data(*seen.unsqueeze(1).numpy())
        mean.set_data(*guess.unsqueeze(1).numpy())
        arrow.set_offsets(seen.numpy())
        plots.turn(arrow, Field(seen.unsqueeze(0), (guess - seen).unsqueeze(0)), color=plots.TRUTH)
        aside = seen - guess if (seen - guess).norm() > 0.1 else torch.ones(2)
        aside = aside / aside.norm()
        for (name, text), at, way, far in zip(words.items(), [seen, guess], [aside, -aside], [0.16, 0.24]):
            text.set(text=name, position=(at + far * way).tolist(), ha="center", va="center")
        likely = (p.sort(descending=True).values.cumsum(0) < 0.95).float().mean()
        return (
            f"The {curve} at σ = {sigma:.3g}. The noisy point ({seen[0]:.2f}, {seen[1]:.2f}) came, with 95% "
            f"probability, from the brightest {likely:.0%} of the curve. The mean of all places, each "
            f"weighted by its probability, is ({guess[0]:.2f}, {guess[1]:.2f})."
        )

    return Scene(fig, draw, still=("curve",))


def posterior(curve: Curve, sigma: float, seen: Tensor) -> tuple[Tensor, Tensor]:
    """300 equally long pieces of the curve, (300, 2, 2), and from which of them x̃ (2,) came: (300,)."""
    ends = curve.at(torch.linspace(0, 1, 301))
    squares = ((ends[:-1] + ends[1:]) / 2 - seen).square().sum(dim=1)
    return torch.stack([ends[:-1], ends[1:]], dim=1), (-squares / (2 * sigma**2)).softmax(dim=0)


def read(point: str) -> Tensor:
    """The two numbers in a text "x y", as a point (2,). Raises ValueError."""
    try:
        x, y = (float(word) for word in point.replace(",", " ").replace("−", "-").split())
    except ValueError as error:
        raise ValueError(f"point must be two numbers x y, such as 0.8 0.5, got {point!r}") from error
    return torch.tensor([arguments.number("point", x, -1.6, 1.6), arguments.number("point", y, -1.6, 1.6)])


def explorer() -> Draggable:
    """Drag a noisy point, and see where it can have come from, and the mean of these places."""
    view = scene()
    return Draggable(
        "guess",
        view.figure.axes[0],
        view,
        curve=choice("curve", "The curve on which the clean points lie", CURVES, "circle"),
        sigma=sigma_slider(0.03, 1, 0.3),
        point=control(
            widgets.Text, "x̃: x y", "The noisy point: drag it in the picture, or type it", value="0.95 0.85"
        ),
    )
