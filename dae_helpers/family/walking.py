"""From one digit to another: on the straight line between their pixels, and between their codes."""

from collections.abc import Mapping

import ipywidgets as widgets
import torch

from ..palette import LEARNED, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene
from . import ink, measures
from .digits import Digits
from .networks import Autoencoder


def scene(data: Digits, models: Mapping[str, Autoencoder]) -> Scene:
    """Settings: start, end: digits from 0 to 9; t from 0 to 1, how far on the way. models: by their names."""
    fig, axes = ink.panels(1 + len(models), 1, width=9.6, height=1.4)
    first = torch.stack([data.x_test[data.y_test == digit][0] for digit in range(10)])
    t = torch.linspace(0, 1, 9)[:, None]
    names, colors = ["pixels", *models], [TRUTH] + [LEARNED] * len(models)
    drawn = [
        ink.images(first[:1].repeat(9, 1), ax, color, title=name, animated=True)
        for ax, name, color in zip(axes, names, colors)
    ]

    def draw(start: int, end: int) -> str:
        ways = [(1 - t) * first[start] + t * first[end]]
        with torch.no_grad():
            for model in models.values():
                a, b = model.encoder(first[[start, end]])
                ways.append(model.decoder((1 - t) * a + t * b))
        for image, way in zip(drawn, ways):
            image.set_data(ink.mosaic(way, 9).numpy())
        away = [measures.nearest(way[3:6], data.x_train)[0].mean() for way in ways]
        in_words = ", ".join(f"{name} {each:.2f}" for name, each in zip(names, away))
        return (
            f"From a {start} to a {end} in eight equal steps. Distance from the middle three to the nearest "
            f"training image, on average: {in_words}."
        )

    return Scene(fig, draw)


def explorer(data: Digits, models: Mapping[str, Autoencoder], start: int = 1, end: int = 7) -> Explorer:
    """Ways between two digits. models: by their names; start, end: to begin with."""
    slider = {"min": 0, "max": 9}
    return Explorer(
        "walk",
        scene(data, models),
        start=control(widgets.IntSlider, "from", "The digit at the start", value=start, **slider),
        end=control(widgets.IntSlider, "to", "The digit at the end", value=end, **slider),
    )
