"""The lesson's drawings: the network, and a cartoon. Each function returns the figure and its words."""

from math import cos, sin

import torch
from matplotlib.collections import LineCollection

from .. import plots
from ..fields import Field
from ..manifolds import circle
from ..models import DAE
from ..oracle import PosteriorMean
from ..palette import LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown

CENTRED = {"ha": "center", "va": "center"}


@plots.style.settings()
def architecture(model: DAE) -> Shown:
    """The network: two numbers in, layers, an arrow out, which is added to what went in."""
    sizes = [2, *(layer.out_features for layer in model.arrow if hasattr(layer, "weight"))]
    heights, plus = [0.4 + 1.6 * size / max(sizes) for size in sizes], len(sizes) - 0.1
    fig, (ax,) = plots.figure(1, width=plots.WIDE, height=2.6)
    ax.set(xlim=(-0.5, plus + 0.7), ylim=(-1.5, 1.9))
    ax.set_axis_off()
    for k, (size, height) in enumerate(zip(sizes, heights)):
        ax.bar(k, height, 0.36, -height / 2, color=LEARNED if k else NOISY)
        ax.annotate("", (k + 0.8, 0), (k + 0.2, 0), arrowprops={"arrowstyle": "-|>", "color": "0.4"})
        ax.text(k, -1.3, size, fontsize=12, **CENTRED)
    ax.plot([0, 0, plus], [0.75, 1.65, 1.65], color=NOISY, lw=1.6)
    ax.annotate("", (plus, 0.25), (plus, 1.68), arrowprops={"arrowstyle": "-|>", "color": NOISY, "lw": 1.6})
    words = [(0, 0.5, "x̃"), (plus / 2 - 0.45, 1.3, "hidden layers"), (len(sizes) - 1, 0.55, "the arrow f(x̃)")]
    for x, y, text in [*words, (plus, 0, "+"), (plus + 0.45, 0, "= r(x̃)")]:
        ax.text(x, y, text, fontsize=20 if text == "+" else 12, **CENTRED)
    hidden, weights = ", ".join(map(str, sizes[1:-1])), sum(p.numel() for p in model.parameters())
    return fig, (
        f"The network r(x̃) = x̃ + f(x̃). The two coordinates of x̃ go through hidden layers of {hidden} "
        f"units; the two coordinates of an arrow come out, and are added to x̃. {weights} weights are to be "
        "learned."
    )


@plots.style.settings()
def cartoon() -> Shown:
    """An arrow that misses the curve, and is right."""
    best, seen = PosteriorMean(circle(), 0.5), torch.tensor([[1.2, 0.62]])
    (guess,) = best(seen)
    fig, (ax,) = plots.figure(1, width=6.4, height=3.9)
    ax.set(xlim=(-1.15, 2.6), ylim=(-1.1, 1.15), aspect="equal")
    ax.set_axis_off()
    plots.manifold(best.curve, ax, lw=2.5)
    plots.field(Field(seen, guess - seen), ax=ax, color=TRUTH)
    plots.points(seen, ax, NOISY, size=90, zorder=4)
    body = [on_circle(a, r) for a, r in [(-0.42, 1.11), (-0.29, 1.1), (-0.19, 1.12)]]
    ax.scatter(*zip(*body), s=[420, 160, 240], color=TRUTH, zorder=5)
    legs = [(on_circle(a + 0.05, 1.1), on_circle(a)) for a in (-0.46, -0.36, -0.29, -0.24)]
    feelers = [(body[-1], tip) for tip in [(1.28, -0.05), (1.17, -0.02)]]
    ax.add_collection(LineCollection([*legs, *feelers], color=TRUTH, lw=1.3))
    for words, at, place in [
        ("You missed the curve!", (1.2, -0.26), (1.9, -0.66)),
        ("On average,\nI never miss.", guess.tolist(), (0.05, 0.1)),
    ]:
        bubble = {"boxstyle": "round,pad=0.5", "fc": "white", "ec": "0.5"}
        stem = {"arrowstyle": "-", "color": "0.5"}
        ax.annotate(words, at, place, arrowprops=stem, bbox=bubble, fontsize=13, zorder=6, **CENTRED)
    return fig, (
        "A cartoon. From a noisy point an arrow leads to a place inside the circle. The ant on the circle "
        "says: You missed the curve! The arrow says: On average, I never miss."
    )


def on_circle(angle: float, radius: float = 1) -> tuple[float, float]:
    return radius * cos(angle), radius * sin(angle)
