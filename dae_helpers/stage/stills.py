"""An explorer as a slider over pictures, drawn in advance: where there is neither a kernel nor a twin."""

import base64
import io
import os

import ipywidgets as widgets
import numpy as np
import torch
from PIL import Image, ImageChops, ImageFilter

WANTED = "DAE_STILLS"  # an environment variable: set by what executes a notebook that is to be published
MOST, BYTES = 24, 300_000  # pictures, and how long all of them may be together
LARGE = 40_000  # bytes: so long is what loses nothing of a noisy photograph, but not of lines
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
    ground, *images = map(as_uri, layers([png for png, _ in drawn]))
    if (total := sum(map(len, [ground, *images]))) > BYTES:
        return stills(explorer, len(values) * BYTES // total)
    settings = {
        "label": slider.description,
        "values": [f"{float(f'{value:.3g}'):g}" for value in values],
        "picture": start,
        "ground": ground,
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


def layers(pngs: list[bytes]) -> list[Image.Image]:
    """At each pixel the colour that most of the pictures have there; then of each what differs from that.

    And what is next to it on edges, which would shine through where a page shows the layers smaller.
    """
    pictures = np.stack([np.asarray(Image.open(io.BytesIO(png)).convert("RGB")) for png in pngs])
    ground = torch.from_numpy(pictures @ np.array([1 << 16, 1 << 8, 1])).mode(dim=0)
    common = np.take_along_axis(pictures, ground.indices[None, ..., None].numpy(), axis=0)
    below = Image.fromarray(common[0])
    high, low = (
        below.convert("L").filter(kind(3)) for kind in (ImageFilter.MaxFilter, ImageFilter.MinFilter)
    )
    edges, over = ImageChops.subtract(high, low).point(lambda t: 255 * (t > 64)), []
    for picture in pictures:
        differs = Image.fromarray(255 * (picture != common[0]).any(axis=-1).astype(np.uint8))
        near = ImageChops.multiply(differs.filter(ImageFilter.MaxFilter(3)), edges)
        over.append(Image.fromarray(picture))
        over[-1].putalpha(ImageChops.lighter(differs, near))
    return [below, *over]


def as_uri(picture: Image.Image) -> str:
    """The picture as a WebP that loses nothing which is seen; or little, if it is a noisy photograph."""
    file = webp(picture, lossless=True)
    if len(file) > LARGE:
        file = webp(picture.convert("RGB"), quality=30)  # without what it shares with others: hardly anything
    return "data:image/webp;base64," + base64.b64encode(file).decode()


def webp(picture: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", **options)
    return file.getvalue()
