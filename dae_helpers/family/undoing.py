"""One digit under noise, and what each denoiser makes of it."""

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import arguments
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, control, sigma_slider
from ..stage.pictures import Scene
from . import ink
from .digits import Digits

Map = Callable[[Tensor], Tensor]


def scene(data: Digits, denoisers: Mapping[str, Callable[[float], Map]], learned: tuple[str, ...]) -> Scene:
    """Settings: sigma; which, the number of a digit for testing.

    denoisers: by their names, what gives the map for a noise level; learned: the names of networks.
    """
    names = ["clean", "corrupted", *denoisers]
    colors = [CLEAN, NOISY, *(LEARNED if name in learned else TRUTH for name in denoisers)]
    fig, axes = ink.panels(len(names), 4, width=2.3, height=2.6)
    drawn = []
    for ax, name, color in zip(axes, names, colors):
        drawn.append(ink.images(data.x_test[:1], ax, color, title=f"{name}\n", animated=True))
        ax.title.set_animated(True)
    noise = torch.randn(data.x_test.shape, generator=torch.Generator().manual_seed(0))

    def draw(sigma: float, which: int) -> str:
        arguments.positive("sigma", sigma)
        x = data.x_test[arguments.count("which", which, least=0) % len(data.x_test)].unsqueeze(0)
        x_noisy = x + sigma * noise[which % len(noise)]
        with torch.no_grad():
            shown = [x, x_noisy, *(at(sigma)(x_noisy) for at in denoisers.values())]
        errors = [(each - x).square().mean().item() for each in shown]
        for ax, name, image, each, error in zip(axes, names, drawn, shown, errors):
            image.set_data(ink.mosaic(each, 1).numpy())
            ax.set_title(f"{name}\nerror {error:.4f}" if name != "clean" else name)
        in_words = ", ".join(f"{name} {error:.4f}" for name, error in zip(names[1:], errors[1:]))
        digit = data.y_test[which % len(noise)]
        return f"A {digit} under noise of σ = {sigma:.2g}. Mean squared errors: {in_words}."

    return Scene(fig, draw)


def explorer(
    data: Digits,
    denoisers: Mapping[str, Callable[[float], Map]],
    learned: tuple[str, ...],
    sigma: float = 0.3,
) -> Explorer:
    """A slider over the noise. denoisers, learned: see scene; sigma: to begin with."""
    return Explorer(
        "undo",
        scene(data, denoisers, learned),
        sigma=sigma_slider(0.05, 1, sigma),
        which=control(widgets.IntSlider, "image", "Another digit", min=0, max=len(data.x_test) - 1, value=4),
    )
