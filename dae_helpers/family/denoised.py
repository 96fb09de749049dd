"""One digit under noise, and what each denoiser makes of it, side by side."""

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import torch

from .. import style
from ..arguments import Map
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, control, sigma_slider
from ..stage.pictures import Scene
from . import image_plots
from .digits import Digits


@style.settings()
def undo(
    data: Digits,
    denoisers: Mapping[str, Callable[[float], Map]],
    learned: tuple[str, ...],
    sigma: float = 0.3,
) -> Explorer:
    """A slider over the noise level.

    denoisers: by their names, what gives the map for a noise level; learned: the names of networks; sigma:
    to begin with.
    """
    colors = {"clean": CLEAN, "corrupted": NOISY}
    colors |= {name: LEARNED if name in learned else TRUTH for name in denoisers}
    fig, axes = image_plots.panels(len(colors), 4, width=2.3, height=2.6)
    drawn = []
    for ax, (name, color) in zip(axes, colors.items()):
        drawn.append(image_plots.images(data.x_test[:1], ax, color, title=f"{name}\n", animated=True))
        ax.title.set_animated(True)
    noise = torch.randn(data.x_test.shape, generator=torch.Generator().manual_seed(0))

    def draw(sigma: float, which: int) -> str:
        x = data.x_test[which : which + 1]
        x_noisy = x + sigma * noise[which]
        with torch.no_grad():
            shown = [x, x_noisy, *(at(sigma)(x_noisy) for at in denoisers.values())]
        errors = [(each - x).square().mean().item() for each in shown]
        for ax, name, image, each, error in zip(axes, colors, drawn, shown, errors):
            image.set_data(image_plots.mosaic(each, 1).numpy())
            ax.set_title(f"{name}\nerror {error:.4f}" if name != "clean" else name)
        in_words = ", ".join(f"{name} {error:.4f}" for name, error in list(zip(colors, errors))[1:])
        return f"A {data.y_test[which]} under noise of σ = {sigma:.2g}. Mean squared errors: {in_words}."

    return Explorer(
        "undo",
        Scene(fig, draw),
        sigma=sigma_slider(0.05, 1, sigma),
        which=control(widgets.IntSlider, "image", "Another digit", min=0, max=len(data.x_test) - 1, value=4),
    )
