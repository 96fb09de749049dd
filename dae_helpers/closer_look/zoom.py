"""The magnifier: a small enough piece of the circle looks like its tangent."""

import math

import torch
from matplotlib.patches import Rectangle

from .. import plots
from ..manifolds import circle
from ..palette import LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, log_slider
from ..stage.pictures import Scene


@plots.style.settings()
def explorer() -> Explorer:
    """Magnify the circle until it is a line."""
    fig, (whole, view) = plots.figure(2)
    plots.manifold(circle(), plots.plane(whole, title="the circle"))
    view.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal", xticks=[], yticks=[], title="under the magnifier")
    frame = whole.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec=NOISY, lw=1.5, zorder=4, animated=True))
    (tangent,) = view.plot([], [], "--", color=LEARNED, lw=1.5, label="tangent", animated=True)
    (arc,) = view.plot([], [], color=TRUTH, lw=2.5, label="circle", animated=True)
    view.legend(loc="lower left", frameon=False)
    here = math.radians(60)
    x, y = math.cos(here), math.sin(here)

    def draw(magnification: float) -> str:
        half = 1.5 / magnification
        frame.set(xy=(x - half, y - half), width=2 * half, height=2 * half)
        t = torch.linspace(-1, 1, 401) * min(math.pi, 3 * half)
        arc.set_data((((t + here).cos() - x) / half).numpy(), (((t + here).sin() - y) / half).numpy())
        tangent.set_data((t * -y / half).numpy(), (t * x / half).numpy())
        bend = (1 - math.cos(half)) / half
        return (
            f"Magnified {magnification:.3g} times, the view is {2 * half:.2g} wide. On its way "
            f"from the middle, after {half:.2g}, the circle has left its tangent by {bend:.2%} of that way."
        )

    slider = log_slider("magnify", "How many times the view is magnified", 1, 1000, 10)
    return Explorer("zoom", Scene(fig, draw), magnification=slider)
