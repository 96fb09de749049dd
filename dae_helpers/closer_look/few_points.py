"""Only n clean points: the true arrows, those that minimise the training loss, and the network's."""

from collections.abc import Mapping

import ipywidgets as widgets
from torch import Tensor

from .. import arguments, plots
from ..arguments import Map
from ..fields import Field
from ..oracle import PosteriorMean
from ..palette import CLEAN, LEARNED, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene
from .empirical import against, close_up, few, on_the_hills


def scene(networks: Mapping[int, Map], points: Tensor, best: PosteriorMean) -> Scene:
    """Settings: n, a key of networks. Three fields on a stretch of the circle, and the first n points."""
    fig, axes = plots.figure(3)
    titles = ["true: r*", "minimises the loss", "network"]
    common, arrows, dots = on_the_hills(best), [], []
    for ax, title, color in zip(axes, titles, [TRUTH, TRUTH, LEARNED]):
        plots.hills(best, close_up(ax, title))
        arrows.append(plots.field(Field(common, 0 * common), ax=ax, color=color, animated=True))
        dots += ax.plot([], [], "o", ms=6, color=CLEAN, mec="white", zorder=4, animated=True)

    def draw(n: int) -> str:
        network = networks[int(arguments.one_of("n", n, networks))]
        minimiser = few(points[:n], best.sigma)
        for quiver, r, color in zip(arrows, [best, minimiser, network], [TRUTH, TRUTH, LEARNED]):
            plots.turn(quiver, Field(common, (r(common) - common).detach()), color=color)
        for each in dots[1:]:
            each.set_data(*points[:n].T.numpy())
        risks = [against(r, best) for r in (minimiser, network)]
        return (
            f"n = {n} clean points (teal) at σ = {best.sigma:g}. Excess risk against the truth: the "
            "minimiser of the training loss {:.0%}, the network {:.0%}.".format(*risks)
        )

    return Scene(fig, draw)


def explorer(networks: Mapping[int, Map], points: Tensor, best: PosteriorMean, n: int = 100) -> Explorer:
    """Move the number of clean points. networks: for each n one, trained on the first n of the points."""
    tooltip = "How many clean points the training has, for ever the same"
    slider = control(widgets.SelectionSlider, "points n", tooltip, options=sorted(networks), value=n)
    return Explorer("few-points", scene(networks, points, best), n=slider)
