"""DDIM from noise to a digit: the image itself, and its way in the plane of two principal axes."""

from collections.abc import Callable, Sequence

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import plots, sampling, style
from ..arguments import Map
from ..fields import Field
from ..images import image_plots, measures
from ..images.digits import Digits
from ..images.linear import PCA
from ..palette import CLEAN, LEARNED, NOISY
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene


def plane_field(r: Map, plane: PCA, reach: float) -> Field:
    """The arrows r(x) − x on a grid from −reach to reach on two axes, and as much of them as lies there."""
    ticks = torch.linspace(-reach, reach, 17)
    grid = torch.cartesian_prod(ticks, ticks)
    with torch.no_grad():
        return Field(grid, plane.encoder(r(plane.decoder(grid))) - grid)


@style.settings()
def follow(
    data: Digits, pca: PCA, at: Callable[[float], Map], sigmas: Sequence[float], start: Tensor
) -> Explorer:
    """From noise, start (n, d), to digits, down the falling noise levels sigmas, by the denoisers at(σ)."""
    visited, plane = sampling.ddim(at, sigmas, start), pca.first(2)
    known = plane.encoder(data.x_train)
    reach = torch.cat([known, plane.encoder(visited).flatten(0, 1)]).abs().max().item()
    fields = [plane_field(at(sigma), plane, reach) for sigma in sigmas]
    fig, (left, right) = image_plots.panels(2, 2, width=4.8, height=4.6)
    plots.plane(left, 1.08 * reach, "the plane of two principal axes")
    left.set(xlabel="first axis", ylabel="second axis")
    left.plot(*known.T.numpy(), ".", ms=2.5, color=CLEAN, alpha=0.35)
    arrows = plots.field(fields[0], ax=left, animated=True)
    (way,) = left.plot([], [], "-", color=LEARNED, lw=2, animated=True, zorder=4)
    (here,) = left.plot([], [], "o", ms=9, color=NOISY, mec="white", animated=True, zorder=5)
    image = image_plots.images(start[:1], right, LEARNED, title="the image there", animated=True)

    def draw(step: int, which: int) -> str:
        walk = visited[: step + 1, which]
        plots.turn(arrows, fields[step])
        way.set_data(*plane.encoder(walk).T.numpy())
        here.set_data(*plane.encoder(walk[-1:]).T.numpy())
        image.set_data(image_plots.mosaic(walk[-1:], 1).numpy())
        away = measures.nearest(walk[-1:], data.x_train)[0].item()
        return (
            f"Step {step} of {len(sigmas) - 1}, σ = {sigmas[step]:.2g}. The image is {away:.2f} from "
            "the nearest training image, in all its dimensions."
        )

    last = len(sigmas) - 1
    view = Explorer(
        "follow",
        Scene(fig, draw),
        step=control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=last),
        which=control(widgets.IntSlider, "start", "Another image of noise", min=0, max=len(start) - 1),
    )
    add_player(view, "step", interval=150)
    return view
