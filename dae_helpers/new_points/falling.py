"""Points that fall onto a curve, down the noise levels."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import arguments, oracle, plots, sampling
from ..curve import Curve
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene

STRETCHES = 20


def scene(curve: Curve, sigmas: Sequence[float], walks: Mapping[str, Tensor]) -> Scene:
    """Settings: step, from 0 to the walks' length − 1. Points that fall onto the curve, side by side, over
    the hills of the noise level at that step.

    walks: by their titles, what sampling.annealed returned for the noise levels sigmas.
    """
    lengths = {
        len(walk) for walk in arguments.instance("walks", walks, Mapping, "{'learned': walk}").values()
    }
    if len(lengths) != 1:
        raise ValueError(
            f"walks must hold one walk or more, all of one length, got lengths {sorted(lengths)}"
        )
    last = lengths.pop() - 1
    fig, axes = plots.figure(len(walks))
    drawn, hills = {}, {}
    for ax, title in zip(axes, walks):
        hills[title] = plots.hills(oracle.best(curve, sigmas[0]), plots.plane(ax, title=title), animated=True)
        plots.manifold(curve, ax, lw=0.8, animated=True)
        (drawn[title],) = ax.plot([], [], "o", ms=2.6, color=plots.NOISY, mew=0, zorder=4, animated=True)

    def draw(step: int) -> str:
        step = round(arguments.number("step", arguments.count("step", step, least=0), least=0, most=last))
        level = sigmas[max(step - 1, 0) * len(sigmas) // last]
        best, told = oracle.best(curve, level), []
        for ax, (title, walk) in zip(axes, walks.items()):
            hills[title] = plots.hills(best, ax, hills[title], animated=True)
            drawn[title].set_data(*walk[step].T.numpy())
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

    return Scene(fig, draw)


def explorer(curve: Curve, sigmas: Sequence[float], walks: Mapping[str, Tensor]) -> Explorer:
    """Points that fall onto the curve, level by level: drag the slider, or press play.

    walks: by their titles, what sampling.annealed returned for the noise levels sigmas.
    """
    pictures, last = scene(curve, sigmas, walks), len(next(iter(walks.values()))) - 1
    view = Explorer(
        "falling",
        pictures,
        step=control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=last, step=4, value=last),
    )
    add_player(view, "step", interval=100)
    return view
