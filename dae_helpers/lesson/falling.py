"""Points that fall onto a curve, down the noise levels."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
from torch import Tensor

from .. import arguments, plots, sampling
from ..manifolds import Curve
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene


def scene(curve: Curve, sigmas: Sequence[float], walks: Mapping[str, Tensor]) -> Scene:
    """Settings: step, from 0 to the walks' length − 1. Points that fall onto the curve, side by side.

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
    drawn = {}
    for ax, title in zip(axes, walks):
        plots.manifold(curve, plots.plane(ax, title=title), lw=0.8)
        (drawn[title],) = ax.plot([], [], ".", ms=3, color=plots.NOISY, zorder=4, animated=True)

    def draw(step: int) -> str:
        step = round(arguments.number("step", arguments.count("step", step, least=0), least=0, most=last))
        measured = []
        for title, walk in walks.items():
            drawn[title].set_data(*walk[step].T.numpy())
            distances, places = sampling.nearest(walk[step], curve)
            measured.append(f"{title} {distances.mean():.3f} ({sampling.unevenness(places):.1f})")
        level = sigmas[max(step - 1, 0) * len(sigmas) // last]
        return (
            f"Step {step} of {last}, σ = {level:.3f}. Mean distance to the {curve.name}, and unevenness in "
            f"brackets: {', '.join(measured)}."
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
