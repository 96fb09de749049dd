"""The living page: draw a curve by hand, and its exact field, a training and walking points appear at once.

It needs no kernel and asks no other machine for anything: one HTML file, made of the modules beside this one.
"""

import base64
import html as markup
from pathlib import Path

from .. import fields, manifolds, oracle, plots, style
from ..palette import PALETTE
from ..stage import pictures, script

FOLDER = Path(__file__).parent
# What a training needs, in a worker too; what is seen; and what moves it.
TRAINS = ("curves", "binary", "kernels", "corruption", "oracle", "network", "training")
SHOWS = ("sampling", "drawing", "plot", "density", "scene", "page")
MOVES = ("hand", "worker", "learning", "walking", "app")
SHARED = ("palette.json", "curves.json", "stage/pointer.js", "stage/stroke.js")
CORE = [f"page/{name}.js" for name in TRAINS]
APP = [*SHARED, *(f"page/{name}.js" for name in (*SHOWS, *MOVES))]
ALT = "A heart, around it quiet hills where noisy points lie, and an arrow at each place of a grid."


def html(small: bool = False) -> str:
    """The page as one HTML file; small: only the curve, the noise and the arrows, without a word on them."""
    page = (FOLDER / "page.html").read_text(encoding="utf-8")
    for place, text in {
        "@LIGHT@": _colors("light"),
        "@DARK@": _colors("dark"),
        "@PICTURE@": (FOLDER / "picture.svg").read_text(encoding="utf-8"),
        "@CORE@": script.joined(*CORE),
        "@APP@": "{\n" + script.joined(*APP) + "}\n",
    }.items():
        page = page.replace(place, text)
    return page.replace("<html ", '<html class="small" ', 1) if small else page


def save(path, overwrite: bool = False) -> Path:
    """Write the page to a file, to be opened in a browser, sent by mail or put on a web server.

    Returns its path. Raises FileExistsError if it is there already, unless overwrite is true.
    """
    path = Path(path)
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} is there already; save({str(path)!r}, overwrite=True) writes it anew")
    path.write_text(html(), encoding="utf-8")
    return path


def show(small: bool = False) -> "Page":
    """The page in a notebook, for the last line of a cell; a picture of it where no script runs.

    small: see html.
    """
    return Page(small)


class Page:
    """The living page, as a notebook shows it."""

    def __init__(self, small: bool):
        self.small = small

    def __repr__(self) -> str:
        return f"{ALT} To draw one yourself, run this cell, or open what page.save('page.html') writes."

    def _repr_mimebundle_(self, include=None, exclude=None):
        picture, height = _picture(), 500 if self.small else 760
        # In a frame, over a picture that is seen where frames are taken out.
        frame = (
            '<div style="display: grid">'
            f'<img src="data:image/png;base64,{picture}" alt="{ALT}" style="grid-area: 1/1">'
            f'<iframe srcdoc="{markup.escape(html(self.small))}" title="Draw a curve: the living page" '
            f'allow="clipboard-write" style="grid-area: 1/1; width: 100%; height: {height}px; border: 0">'
            "</iframe></div>"
        )
        data = {"text/plain": repr(self), "text/html": frame, "image/png": picture}
        return data, {"image/png": {"alt": ALT}}


@style.settings()
def _picture() -> str:
    """The heart and its exact field, as the lesson draws them: base64 of a PNG."""
    curve = manifolds.named("heart")
    best = oracle.best(curve, 0.1)
    figure, (ax,) = plots.figure(width=5.6)
    plots.field(fields.on_grid(best, n=17), curve, best, ax=plots.plane(ax), color=plots.TRUTH)
    plots.key(ax, plots.TRUTH)
    return base64.b64encode(pictures.png(figure)).decode()


def _colors(theme: str) -> str:
    """The palette as variables of a style sheet; theme: light or dark."""
    return " ".join(f"--{name}: {color};" for name, color in PALETTE[theme].items())
