"""A point and noisy versions of it: their codes, what the decoder makes of them, and the exact answer."""

import ipywidgets as widgets
import torch
from matplotlib.collections import LineCollection

from .. import oracle, plots
from ..corruption import gaussian
from ..fields import Field
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.controls import choice, control, log_slider
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from ..stage.typed import numbers
from ..training import Runs


@plots.style.settings()
def explorer(coders: Runs) -> Draggable:
    """Drag a point, and see its code, and those of 100 noisy versions. coders: trained networks, by name."""
    fig, (left, right) = plots.figure(2)
    plots.plane(left)
    plots.graph(right, "place on the curve", "code").set(xlim=(0, 1), xticks=[0, 0.5, 1])
    (truth,) = left.plot([], [], color=TRUTH, lw=1)
    zero = Field(torch.zeros(1, 2), torch.zeros(1, 2))
    arrows = [plots.field(zero, ax=left, color=color, animated=True) for color in (TRUTH, LEARNED)]
    (middle,) = left.plot([], [], "o", ms=11, color=NOISY, mec="white", animated=True, zorder=5)
    noisy, decoded = (
        plots.points(torch.zeros(100, 2), left, color, size=12, alpha=0.6, zorder=4, animated=True)
        for color in (NOISY, LEARNED)
    )
    (codes,) = right.plot([], [], ".", ms=2, color=CLEAN)
    level = right.axhline(0, color=LEARNED, animated=True)
    levels = right.add_collection(LineCollection([], color=LEARNED, alpha=0.25, lw=0.8, animated=True))

    @torch.no_grad()
    def draw(network: str, spread: float, point: str) -> str:
        run, x = coders[network], torch.tensor(numbers(point)).view(1, 2)
        cloud = gaussian(x.expand(100, 2), spread)
        y, ys = run.model.code(x), run.model.code(cloud)
        ends = oracle.best(run.curve, run.sigma)(x), run.model.decode(y)
        truth.set_data(*run.curve.outline.T.numpy())
        middle.set_data(*x.T.numpy())
        noisy.set_offsets(cloud.numpy())
        decoded.set_offsets(run.model.decode(ys).numpy())
        levels.set_segments([[(0, each), (1, each)] for each in ys[:, 0].tolist()])
        for arrow, end, color in zip(arrows, ends, (TRUTH, LEARNED)):
            arrow.set_offsets(x.numpy())
            plots.turn(arrow, Field(x, end - x), color=color)
        along = run.model.code(run.curve.points(2000))[:, 0]
        codes.set_data(torch.linspace(0, 1, 2000).numpy(), along.numpy())
        low, high = along.min().item(), along.max().item()
        right.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
        level.set_ydata([y.item()] * 2)
        exact, learned = (f"({end[0, 0]:.2f}, {end[0, 1]:.2f})" for end in ends)
        return (
            f"{network.capitalize()}. The code of ({x[0, 0]:.2f}, {x[0, 1]:.2f}) is {y[0, 0]:.2f}; decoded "
            f"(violet arrow) {learned}, exact at σ = {run.sigma:g} (black) {exact}. Of 100 noisy versions "
            f"{spread:.2g} around it the codes run from {ys.min():.2f} to {ys.max():.2f}."
        )

    network = choice("network", "Which network, trained on which curve", coders, "circle")
    spread = log_slider("noise", "How far the noisy versions lie from the point", 0.01, 0.3, 0.03)
    words = "The point: drag it in the picture, or type it"
    point = control(widgets.Text, "x̃: x y", words, value="0.1 1.05")
    scene = Scene(fig, draw, still=("network",))
    return Draggable("code", left, scene, network=network, spread=spread, point=point)
