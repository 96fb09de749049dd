"""Annealed Langevin dynamics: points that fall onto a curve, down the noise levels."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import oracle, plots, sampling
from ..clouds import STRETCHES
from ..curve import Curve
from ..palette import NOISY, TRUTH
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene

INNER = 0.335  # the spiral's first turn, as a part of its length
THEN = 0.15  # the level at rest, where the points find their arm


@plots.style.settings()
def explorer(curve: Curve, sigmas: Sequence[float], walks: Mapping[str, Tensor]) -> Explorer:
    """Points that fall onto the curve, level by level: drag the slider, or press play.

    Black are the points that end beyond the spiral's first turn.

    walks: by their titles, what sampling.annealed returned for the noise levels sigmas.
    """
    last = len(next(iter(walks.values()))) - 1
    fig, axes = plots.figure(len(walks))
    hills, drawn = [], []
    outer = [sampling.nearest(walk[-1], curve)[1] > INNER for walk in walks.values()]
    for ax, title in zip(axes, walks):
        hills.append(plots.hills(oracle.best(curve, sigmas[0]), plots.plane(ax, title=title), animated=True))
        plots.manifold(curve, ax, lw=0.8, animated=True)
        style = {"ms": 2.6, "mew": 0, "zorder": 4, "animated": True}
        drawn.append([ax.plot([], [], "o", color=color, **style)[0] for color in (NOISY, TRUTH)])

    def draw(step: int) -> str:
        level = sigmas[max(step - 1, 0) * len(sigmas) // last]
        best, told = oracle.best(curve, level), []
        for k, (title, walk) in enumerate(walks.items()):
            hills[k] = plots.hills(best, axes[k], hills[k], animated=True)
            for dots, which in zip(drawn[k], (~outer[k], outer[k])):
                dots.set_data(*walk[step][which].T.numpy())
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

    rest = min(range(len(sigmas)), key=lambda k: abs(sigmas[k] - THEN))
    begin = last * (rest + 1) // len(sigmas)
    step = control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=last, step=4, value=begin)
    twin = {
        "curve": curve.name,
        "sigmas": [float(each) for each in sigmas],
        "points": next(iter(walks.values())).shape[1],
        "titles": list(walks),
    }
    view = Explorer("falling", Scene(fig, draw), twin, step=step)
    add_player(view, "step", interval=100)
    return view
