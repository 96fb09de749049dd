"""From noise to a digit, down the noise levels: the image itself, and its way in the plane of two axes."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import arguments, plots
from ..fields import Field
from ..palette import CLEAN, LEARNED, NOISY
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene
from . import ink, measures
from .digits import Digits
from .linear import PCA

At = Callable[[float], Callable[[Tensor], Tensor]]


def falling(at: At, sigmas: Sequence[float], x: Tensor) -> Tensor:
    """x ← r(x) + (σ'/σ)(x − r(x)) from each level σ to the next, σ': (len(sigmas), n, d), the start first.

    at(σ): the denoiser for this level; x: (n, d), with noise of the first level.
    Source: Song, Meng & Ermon (2021).
    """
    visited = [x]
    with torch.no_grad():
        for sigma, lower in pairwise(sigmas):
            guess = at(sigma)(visited[-1])
            visited.append(guess + lower / sigma * (visited[-1] - guess))
    return torch.stack(visited)


def plane_field(r: Callable[[Tensor], Tensor], pca: PCA, ticks: Tensor) -> Field:
    """The arrows r(x) − x on a grid in the plane of the first two axes, and as much of them as lies in it."""
    grid = torch.cartesian_prod(ticks, ticks)
    plane = pca.first(2)
    with torch.no_grad():
        return Field(grid, plane.encoder(r(plane.decoder(grid))) - grid)


def scene(data: Digits, pca: PCA, at: At, sigmas: Sequence[float], start: Tensor) -> Scene:
    """Settings: step, from 0 to the number of levels − 1; which, the number of a start.

    at(σ): the denoiser for each of the falling levels sigmas; start: (n, d), images of noise.
    """
    visited = falling(at, sigmas, start)
    plane, ticks = pca.first(2), torch.linspace(-2.4, 2.4, 17)
    fig, (left, right) = ink.panels(2, 2, width=4.8, height=4.6)
    plots.plane(left, 2.6, "the plane of two principal axes")
    left.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2], xlabel="first axis", ylabel="second axis")
    left.plot(*plane.encoder(data.x_train).T.numpy(), ".", ms=2.5, color=CLEAN, alpha=0.35)
    fields = [plane_field(at(sigma), pca, ticks) for sigma in sigmas]
    arrows = plots.field(fields[0], ax=left, animated=True)
    (way,) = left.plot([], [], "-", color=LEARNED, lw=2, animated=True, zorder=4)
    (here,) = left.plot([], [], "o", ms=9, color=NOISY, mec="white", animated=True, zorder=5)
    image = ink.images(start[:1], right, LEARNED, title="the image there", animated=True)

    def draw(step: int, which: int) -> str:
        step = round(arguments.number("step", step, 0, len(sigmas) - 1))
        walk = visited[:, arguments.count("which", which, least=0) % len(start)]
        plots.turn(arrows, fields[step])
        at_plane = plane.encoder(walk[: step + 1])
        way.set_data(*at_plane.T.numpy())
        here.set_data(*at_plane[-1:].T.numpy())
        image.set_data(ink.mosaic(walk[step : step + 1], 1).numpy())
        away = measures.nearest(walk[step : step + 1], data.x_train)[0].item()
        return (
            f"Step {step} of {len(sigmas) - 1}, σ = {sigmas[step]:.2g}. The image is {away:.2f} from "
            "the nearest training image, in all its dimensions."
        )

    return Scene(fig, draw)


def explorer(data: Digits, pca: PCA, at: At, sigmas: Sequence[float], start: Tensor) -> Explorer:
    """Noise that falls into a digit: drag the slider, or press play. See scene for what is handed in."""
    last = len(sigmas) - 1
    view = Explorer(
        "follow",
        scene(data, pca, at, sigmas, start),
        step=control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=last, value=last),
        which=control(widgets.IntSlider, "start", "Another image of noise", min=0, max=len(start) - 1),
    )
    add_player(view, "step", interval=150)
    return view
