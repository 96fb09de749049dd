"""Only n clean points: the arrows of the truth, of the empirical (ideal) denoiser, and of a network."""

from collections.abc import Mapping

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import plots
from ..arguments import Map
from ..fields import Field
from ..oracle import PosteriorMean
from ..palette import CLEAN, LEARNED, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene
from .empirical import against, few

WINDOW = (0.4, 1.0)  # of both coordinates: a stretch of the circle, seen from close by


@plots.style.settings()
def explorer(networks: Mapping[int, Map], points: Tensor, best: PosteriorMean, n: int = 100) -> Explorer:
    """Move the number of clean points. networks: for each n one, trained on the first n of the points."""
    fig, axes = plots.figure(3)
    arrows, dots, colors = [], [], [TRUTH, TRUTH, LEARNED]
    x = torch.cartesian_prod(*[torch.linspace(*WINDOW, 23)] * 2)
    density = best.log_density(x).exp()
    common = x[density > density.max() / 30]  # elsewhere noisy points are rare
    for ax, title, color in zip(axes, ["true: r*", "minimises the loss", "network"], colors):
        plots.plane(ax, title=title).set(xlim=WINDOW, ylim=WINDOW, xticks=[0.5, 0.9], yticks=[0.5, 0.9])
        plots.hills(best, ax)
        arrows.append(plots.field(Field(common, 0 * common), ax=ax, color=color, animated=True))
        dots += ax.plot([], [], "o", ms=6, color=CLEAN, mec="white", zorder=4, animated=True)
    shown = {}
    for k, network in networks.items():
        maps = [best, few(points[:k], best.sigma), network]
        fields = [Field(common, (r(common) - common).detach()) for r in maps]
        shown[k] = fields, [against(r, best) for r in maps[1:]]

    def draw(n: int) -> str:
        fields, risks = shown[n]
        for quiver, field, color in zip(arrows, fields, colors):
            plots.turn(quiver, field, color=color)
        for each in dots[1:]:
            each.set_data(*points[:n].T.numpy())
        return (
            f"n = {n} clean points (teal) at σ = {best.sigma:g}. Excess risk against the truth: the "
            "minimiser of the training loss {:.0%}, the network {:.0%}.".format(*risks)
        )

    tooltip = "How many clean points the training has, for ever the same"
    slider = control(widgets.SelectionSlider, "points n", tooltip, options=sorted(networks), value=n)
    twin = {"points": [[round(t, 6) for t in point] for point in points.tolist()], "sigma": best.sigma}
    return Explorer("few_points", Scene(fig, draw), twin, n=slider)
