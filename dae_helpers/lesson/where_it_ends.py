"""A prediction by hand: where does the exact arrow of a point on the circle end?"""

import ipywidgets as widgets
import torch

from .. import oracle, plots
from ..fields import Field
from ..manifolds import named
from ..palette import LEARNED, NOISY
from ..stage.controls import control
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from ..stage.questions import Option, Sketch
from .guess import read

SIGMA = 0.5
NEAR = 0.04  # so near counts as there
X = torch.tensor([[1.0, 0.0]])  # the noisy point, on the circle

OPTIONS = (
    Option(
        "nowhere: the arrow is zero",
        "That would hold if a denoiser went to the nearest point of the curve. But a point that is on the "
        "circle now need not have started there. The arrow leads to the mean of the places it may have "
        "come from. Where does the mean of an arc lie?",
    ),
    Option(
        "inside the circle",
        "The point may have come from a stretch of the circle to both sides, and the mean of an arc lies "
        "inside.",
        right=True,
    ),
    Option(
        "somewhere else inside the circle",
        "Inside is right, since the mean of an arc lies inside the circle. But you are some way off: "
        "places far along the circle count little at this σ, and both sides alike.",
    ),
    Option(
        "along the circle",
        "The noise may have moved the point along the circle, but x̃ doesn't show to which side. Both are "
        "equally likely, and in the mean they cancel.",
    ),
    Option(
        "outside the circle",
        "An arrow ends at a mean of clean points. All of them lie on the circle, and no mean of points of "
        "a circle lies outside it.",
    ),
)


def judged(tip: torch.Tensor) -> int:
    """Which of the OPTIONS a tip (2,) is: by its direction from x̃, then by its distance from the answer."""
    best = oracle.best(named("circle"), SIGMA)(X)[0]
    inwards, sideways = 1 - tip.norm(), torch.atan2(tip[1], tip[0]).abs()
    if (tip - X[0]).norm() < NEAR:
        return 0
    if inwards.abs() < min(sideways / 2, 0.1):
        return 3
    if inwards < 0:
        return 4
    return 1 if (tip - best).norm() < 3 * NEAR else 2


@plots.style.settings()
def question() -> Sketch:
    """Where does the arrow of a point on the circle end? Drag its tip."""
    fig, (ax,) = plots.figure(1, width=4.6)
    plots.manifold(named("circle"), plots.plane(ax), lw=1)
    arrow = plots.field(Field(X, 0 * X), ax=ax, color=LEARNED, animated=True)
    arrow.set_zorder(4.5)
    plots.points(X, ax, NOISY, size=120, zorder=4)
    ax.text(1.12, 0.1, "x̃", fontsize=13)
    (tip,) = ax.plot([], [], "o", ms=12, mfc="none", mec=LEARNED, animated=True, zorder=5)

    def draw(point: str) -> str:
        end = read(point)
        plots.turn(arrow, Field(X, end.unsqueeze(0) - X), color=LEARNED)
        tip.set_data(*end.unsqueeze(1).numpy())
        return f"Your arrow ends at ({end[0]:.2f}, {end[1]:.2f})."

    words = "Where the arrow ends: drag it in the picture, or type it"
    point = control(widgets.Text, "tip: x y", words, value="1 0")
    text = f"A noisy point x̃ lies exactly on the circle, at σ = {SIGMA:g}. Where does the exact arrow end?"
    drawing = Draggable("where-it-ends", ax, Scene(fig, draw), point=point)
    return Sketch(text, OPTIONS, drawing, lambda point: judged(read(point)))
