"""Interpolation from one digit to another: between their pixels, and between their codes."""

from collections.abc import Mapping

import ipywidgets as widgets
import torch

from .. import style
from ..palette import LEARNED, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene
from . import image_plots, measures
from .code_sizes import one_of_each
from .digits import Digits
from .networks import Autoencoder


@style.settings()
def walk(data: Digits, models: Mapping[str, Autoencoder], start: int = 1, end: int = 7) -> Explorer:
    """Straight ways between two digits. models: by their names; start, end: digits to begin with."""
    fig, axes = image_plots.panels(1 + len(models), 1, width=9.6, height=1.4)
    first = one_of_each(data.x_test, data.y_test, 0)
    t = torch.linspace(0, 1, 9)[:, None]
    colors = {"pixels": TRUTH} | dict.fromkeys(models, LEARNED)
    drawn = [
        image_plots.images(first[:1].repeat(9, 1), ax, color, title=name, animated=True)
        for ax, (name, color) in zip(axes, colors.items())
    ]

    def draw(start: int, end: int) -> str:
        ways = [(1 - t) * first[start] + t * first[end]]
        with torch.no_grad():
            for model in models.values():
                a, b = model.encoder(first[[start, end]])
                ways.append(model.decoder((1 - t) * a + t * b))
        for image, way in zip(drawn, ways):
            image.set_data(image_plots.mosaic(way, 9).numpy())
        away = [measures.nearest(way[3:6], data.x_train)[0].mean() for way in ways]
        in_words = ", ".join(f"{name} {each:.2f}" for name, each in zip(colors, away))
        return (
            f"From a {start} to a {end} in eight equal steps. Distance from the middle three to the nearest "
            f"training image, on average: {in_words}."
        )

    slider = {"min": 0, "max": 9}
    return Explorer(
        "walk",
        Scene(fig, draw),
        start=control(widgets.IntSlider, "from", "The digit at the start", value=start, **slider),
        end=control(widgets.IntSlider, "to", "The digit at the end", value=end, **slider),
    )
