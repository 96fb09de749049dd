"""What the explorers are made of: a scene, and the controls that move it."""

import base64
import html
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import ClassVar

import ipywidgets as widgets

from . import script
from .pictures import Scene
from .stills import stills

# An image's attribute, for screen readers: once the picture has loaded, it names the controls around it.
NAMING = f'onload="{script.handler("stage/naming.js", call="introduce(this)")}"'


class Explorer:
    """A scene and the controls of its settings; as the last expression of a cell it shows itself.

    name: what a style sheet calls it, .dae-NAME; controls: by the names of the scene's settings.
    twin: what the living page's scene of that name must know beside the controls' values; None: it has none.
    Where no widget can live, on GitHub or in a PDF, the picture that it shows now stands in.
    """

    image: tuple[str, str] = NAMING, ""  # the picture's attributes and style
    lock: ClassVar = RLock()  # new kernels answer two controls on two threads, at the same time

    def __init__(self, name: str, scene: Scene, twin: dict | None = None, **controls: widgets.Widget):
        self.name, self.scene, self.twin, self.controls = name, scene, twin, controls
        self.shown = b"", ""  # the picture, and its caption
        self.picture, self.message = widgets.HTML(), widgets.HTML()
        start = self.settings
        self.reset = control(widgets.Button, "Reset", "Put every control back to where it was", icon="undo")
        # Twice: one control may have moved another.
        self.reset.on_click(lambda _: (self.set(**start), self.set(**start)))
        self.bar, self.pictures = self.arranged()
        self.widget = widgets.VBox([self.bar, self.message, self.pictures])
        for css in ("dae-explorer", f"dae-{name}"):
            self.widget.add_class(css)
        for each in controls.values():
            each.observe(lambda _: self.redraw(), "value")
        self.draw()

    def arranged(self) -> tuple[widgets.Box, widgets.Box]:
        """The controls, in a bar, and what lies below them."""
        bar = widgets.HBox([*self.controls.values(), self.reset], layout={"flex_flow": "row wrap"})
        return bar, widgets.Box([self.picture], layout={"flex_flow": "column"})

    @property
    def settings(self) -> dict:
        """What the scene is drawn with: the controls' values."""
        return {name: each.value for name, each in self.controls.items()}

    def set(self, **values) -> None:
        """Move the named controls."""
        for name, value in values.items():
            self.controls[name].value = value

    def draw(self) -> None:
        """Draw the scene at the present settings."""
        self.shown = self.scene.png(**self.settings)
        self.picture.value = as_html(*self.shown, *self.image)

    def redraw(self) -> None:
        """Draw it again, after a control has moved."""
        with self.lock, self.mistakes_shown():
            self.draw()

    @contextmanager
    def mistakes_shown(self) -> Iterator[None]:
        """Show an error as one line in the widget: raised in a callback, it would be lost in a log."""
        try:
            yield
        except Exception as error:
            line = html.escape(f"{type(error).__name__}: {error}")
            self.message.value = f'<b role="alert" style="color:#b00020">{line}</b>'
        else:
            self.message.value = ""

    def lives_on(self) -> dict | None:
        """What a page without a kernel shows in its place: a scene of the living page, and its settings."""
        if self.twin is None:
            return stills(self)
        return {"scene": self.name, "settings": self.settings | self.twin}

    def _repr_mimebundle_(self, include=None, exclude=None):
        png, caption = self.shown
        return Live(self.widget, caption, png, caption, self.lives_on())._repr_mimebundle_()


class Live:
    """A widget that, as the last expression of a cell, shows itself.

    Where no widget can live, on GitHub or in a PDF, a picture stands in, or a text.
    twin: what tools/living.py puts in the picture's place, kept in the output's metadata.
    """

    def __init__(self, widget, text: str, png: bytes, caption: str, twin: dict | None = None):
        self.widget, self.text, self.png, self.caption, self.twin = widget, text, png, caption, twin

    def _repr_mimebundle_(self, include=None, exclude=None):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        bundle = {"text/plain": self.text, "application/vnd.jupyter.widget-view+json": view}
        bundle["image/png"] = base64.b64encode(self.png).decode()
        metadata = {"image/png": {"alt": self.caption}}
        return bundle, metadata | ({"dae_helpers": self.twin} if self.twin else {})


def control(kind: type, description: str, tooltip: str, **traits) -> widgets.Widget:
    """A control with its label and tooltip, which ipywidgets 7 calls by another name on sliders."""
    name = "tooltip" if kind.class_traits().get("tooltip") else "description_tooltip"
    return kind(description=description, **{name: tooltip}, **traits)


def choice(description: str, tooltip: str, options: Iterable[str], value: str) -> widgets.Dropdown:
    return control(widgets.Dropdown, description, tooltip, options=list(options), value=value)


def log_slider(description: str, tooltip: str, low: float, high: float, value: float):
    """A slider whose steps are ratios: 60 to 120 from low to high, so many that one comes to value."""
    ends = {"min": math.log10(low), "max": math.log10(high)}
    way, whole = math.log10(value / low), math.log10(high / low)
    # A front end moves a value that lies between two steps.
    n = min(range(60, 121), key=lambda n: abs(n * way / whole - round(n * way / whole)))
    traits = {"value": value, "step": whole / n, "readout_format": ".3g", "continuous_update": True}
    return control(widgets.FloatLogSlider, description, tooltip, base=10, **ends, **traits)


def sigma_slider(low: float, high: float, value: float) -> widgets.FloatLogSlider:
    """A slider over the noise levels from low to high."""
    return log_slider("noise σ", "The noise's standard deviation", low, high, value)


def as_html(png: bytes, caption: str, attributes: str = "", style: str = "") -> str:
    """A picture and its caption, for a widgets.HTML; attributes and style: more for the picture."""
    source, words = base64.b64encode(png).decode(), html.escape(caption, quote=True)
    look = f"max-width:100%;height:auto;{style}"
    image = f'<img src="data:image/png;base64,{source}" alt="{words}" style="{look}" {attributes}>'
    return f'{image}<div style="line-height:1.4">{words}</div>'


def add_player(explorer: Explorer, name: str, interval: int) -> None:
    """A play button that moves the named slider on every `interval` milliseconds."""
    slider = explorer.controls[name]
    play = widgets.Play(min=slider.min, max=slider.max, step=slider.step, value=slider.min, interval=interval)
    play.observe(lambda change: explorer.set(**{name: change["new"]}), "value")
    explorer.bar.children += (play,)
