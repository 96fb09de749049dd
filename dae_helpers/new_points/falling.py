"""Annealed Langevin dynamics: points that fall onto a curve, down the noise levels."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import oracle, plots, sampling
from ..clouds import STRETCHES
from ..curve import Curve
from ..palette import NOISY
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene


@plots.style.settings()
def explorer(curve: Curve, sigmas: Sequence[float], walks: Mapping[str, Tensor]) -> Explorer:
    """Points that fall onto the curve, level by level: drag the slider, or press play.

    walks: by their titles, what sampling.annealed returned for the noise levels sigmas.
    """
    last = len(next(iter(walks.values()))) - 1
    fig, axes = plots.figure(len(walks))
    hills, drawn = [], []
    for ax, title in zip(axes, walks):
        hills.append(plots.hills(oracle.best(curve, sigmas[0]), plots.plane(ax, title=title), animated=True))
        plots.manifold(curve, ax, lw=0.8, animated=True)
        drawn += ax.plot([], [], "o", ms=2.6, color=NOISY, mew=0, zorder=4, animated=True)

    def draw(step: int) -> str:
        level = sigmas[max(step - 1, 0) * len(sigmas) // last]
        best, told = oracle.best(curve, level), []
        for k, (title, walk) in enumerate(walks.items()):
            hills[k] = plots.hills(best, axes[k], hills[k], animated=True)
            drawn[k].set_data(*walk[step].T.numpy())
            distances, places = sampling.nearest(walk[step], curve)
            counts = torch.histc(places, STRETCHES, 0, 1)
            told.append(
                f"{title}: half of the points lie within {distances.median():.3f} of the {curve.name}, "
                f"and on each stretch of it {counts.min():.0f} to {counts.max():.0f} points"
            )
        even = len(walk[step]) / STRETCHES
        return (
            f"Step {step} of {last}, σ = {level:.3f}. {'; '.join(told)}. (A stretch is a twentieth of the "
            f"length: {even:g} points on each would be even.)"
        )

    step = control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=last, step=4, value=last)
    twin = {
        "curve": curve.name,
        "sigmas": [float(each) for each in sigmas],
        "points": next(iter(walks.values())).shape[1],
        "titles": list(walks),
    }
    view = Explorer("falling", Scene(fig, draw), twin, step=step)
    add_player(view, "step", interval=100)
    return view
