"""A curtain that the hand moves over a photograph: noisy on its left, repaired on its right."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import plots, seeds, style
from ..palette import LEARNED, NOISY
from ..stage.controls import choice, control, sigma_slider
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from ..stage.typed import numbers
from .photographs import psnr

GREY = {"cmap": "gray", "vmin": 0, "vmax": 1, "interpolation": "nearest"}


@style.settings()
def curtain(x: Tensor, denoisers: Mapping[str, Callable], sigma: float) -> Draggable:
    """A photograph x (h, w) under noise, and what each denoiser, at(σ), makes of it: drag the curtain."""
    (h, w), noise = x.shape, torch.randn(x.shape, generator=seeds.generator(0, stream=1))
    fig, (ax,) = plots.figure(1, width=6.5, height=6.5 * h / w + 0.4)
    ax.set_axis_off()
    image = ax.imshow(x.numpy(), **GREY, extent=(0, w, 0, h), animated=True)
    (edge,) = ax.plot([], [], color="white", lw=2, animated=True)
    titles = [ax.set_title("", loc=side, color=color, fontsize=12, animated=True)
              for side, color in (("left", NOISY), ("right", LEARNED))]  # fmt: skip

    @lru_cache(maxsize=2)  # while the curtain moves, the rest stays
    def repaired(sigma: float, by: str) -> tuple[Tensor, Tensor, float, float]:
        x_noisy = x + sigma * noise
        r = denoisers[by](sigma)(x_noisy)
        return x_noisy, r, psnr(x_noisy, x), psnr(r, x)

    def draw(curtain: str, sigma: float, by: str) -> str:
        place = min(max(numbers(curtain)[0], 0), w)
        x_noisy, r, before, after = repaired(sigma, by)
        image.set_data(torch.where(torch.arange(w) < place, x_noisy, r).numpy())
        edge.set_data([place, place], [0, h])
        for title, words in zip(titles, (f"noisy: {before:.1f} dB", f"{by}: {after:.1f} dB")):
            title.set_text(words)
        return (
            f"Left of the curtain: noise of σ = {sigma:.2g}, {before:.1f} dB. Right of it: what the "
            f"{by} makes of it, {after:.1f} dB. Drag the curtain."
        )

    words = "Where the curtain is: drag it in the picture, or type how many pixels from the left"
    return Draggable(
        "curtain",
        ax,
        Scene(fig, draw),
        sigma=sigma_slider(0.02, 0.3, sigma),
        curtain=control(widgets.Text, "curtain", words, value=f"{w // 2}"),
        by=choice("repaired by", "Which denoiser repairs it", denoisers, next(iter(denoisers))),
    )
