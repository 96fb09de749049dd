"""New points: noise that falls onto the curve, step by step (annealed Langevin dynamics)."""

from collections.abc import Sequence

import ipywidgets as widgets
from torch import Tensor

from .. import oracle, plots, sampling
from ..curve import Curve
from ..palette import NOISY
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene


@plots.style.settings()
def explorer(walk: Tensor, curve: Curve, sigmas: Sequence[float]) -> Explorer:
    """Points that fall onto the curve, over the hills of each noise level: press play, or drag the slider.

    walk: (steps + 1, n, 2), as many steps at each of the levels sigmas.
    """
    last = len(walk) - 1
    fig, (ax,) = plots.figure(1, width=5.6)
    hills = plots.hills(oracle.best(curve, sigmas[0]), plots.plane(ax), animated=True)
    (points,) = ax.plot([], [], "o", ms=3, color=NOISY, mew=0, zorder=4, animated=True)

    def draw(step: int) -> str:
        nonlocal hills
        level = sigmas[max(step - 1, 0) * len(sigmas) // last]
        hills = plots.hills(oracle.best(curve, level), ax, hills, animated=True)
        points.set_data(*walk[step].T.numpy())
        far = sampling.nearest(walk[step], curve)[0].median()
        return (
            f"Step {step} of {last}, σ = {level:.3f}: half of the points lie within {far:.3f} of the "
            f"{curve.name}."
        )

    slider = control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=last, step=2, value=last)
    twin = {"curve": curve.name, "sigmas": [float(each) for each in sigmas], "points": walk.shape[1]}
    view = Explorer("generate", Scene(fig, draw), twin, step=slider)
    add_player(view, "step", interval=100)
    return view
