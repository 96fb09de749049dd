"""An explorer as a slider over pictures, drawn in advance: where there is neither a kernel nor a twin."""

import base64
import io
import os

import ipywidgets as widgets
from PIL import Image

WANTED = "DAE_STILLS"  # an environment variable: set by what executes a notebook that is to be published
MOST, BYTES = 24, 200_000  # pictures, and how long all of them may be together
SLIDERS = widgets.IntSlider, widgets.FloatLogSlider, widgets.SelectionSlider


def stills(explorer, most: int = MOST) -> dict | None:
    """The scene "pictures", and its settings: what the explorer shows along its first slider.

    At most so many pictures; None where they are not wanted: a student's notebook stays as small as it is.
    """
    if WANTED not in os.environ:
        return None
    name, slider = next((name, it) for name, it in explorer.controls.items() if isinstance(it, SLIDERS))
    values, start = stops(slider, most)
    drawn = [explorer.scene.png(**explorer.settings | {name: value}) for value in values]
    images = [as_uri(png) for png, _ in drawn]
    if (total := sum(map(len, images))) > BYTES:
        return stills(explorer, most * BYTES // total)
    settings = {
        "label": slider.description,
        "values": [f"{float(f'{value:.3g}'):g}" for value in values],
        "picture": start,
        "images": images,
        "captions": [caption for _, caption in drawn],
    }
    return {"scene": "pictures", "settings": settings}


def stops(slider: widgets.Widget, most: int) -> tuple[list, int]:
    """At most so many of the slider's values, from end to end, and which of them is the present one."""
    if isinstance(slider, widgets.SelectionSlider):
        values = list(slider.options)
    else:
        n = round((slider.max - slider.min) / slider.step)
        values = [slider.min + k * slider.step for k in range(n + 1)]
        if isinstance(slider, widgets.FloatLogSlider):
            values = [slider.base**value for value in values]
    n = min(most, len(values))
    chosen = [values[round(k * (len(values) - 1) / (n - 1))] for k in range(n)]
    start = min(range(n), key=lambda k: abs(chosen[k] - slider.value))
    chosen[start] = slider.value
    return chosen, start


def as_uri(png: bytes) -> str:
    """The picture as a WebP that loses nothing, a third of the PNG's size, in a data URI."""
    file = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "WEBP", lossless=True)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()
