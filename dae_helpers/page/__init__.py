"""The living page: draw a curve by hand, and its exact field, a training and walking points appear at once.

It needs no kernel and asks no other machine for anything: one HTML file, made of the modules beside this one.
"""

import base64
import html as markup
import io
import re
from pathlib import Path

from PIL import Image

from .. import fields, manifolds, oracle, plots

FOLDER = Path(__file__).parent
# What a training needs, and then what only the page needs.
CORE = ("curves", "binary", "kernels", "corruption", "oracle", "network", "training")
APP = ("sampling", "drawing", "plot", "scene", "hand", "page", "worker", "learning", "app")
ALT = "A heart, around it quiet hills where noisy points lie, and arrows that lead back to it."


def html() -> str:
    """The page as one HTML file."""
    page = _read("page.html")
    for place, text in {
        "@PICTURE@": _read("picture.svg"),
        "@CORE@": _script(CORE),
        "@APP@": "{\n" + _script(APP) + "}\n",
    }.items():
        page = page.replace(place, text)
    return page


def save(path, overwrite: bool = False) -> Path:
    """Write the page to a file, to be opened in a browser, sent by mail or put on a web server.

    Returns its path. Raises FileExistsError if it is there already, unless overwrite is true.
    """
    path = Path(path)
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} is there already; save({str(path)!r}, overwrite=True) writes it anew")
    path.write_text(html(), encoding="utf-8")
    return path


def show() -> "Page":
    """The page in a notebook, for the last line of a cell; a picture of it where no script runs."""
    return Page()


class Page:
    """The living page, as a notebook shows it."""

    def __repr__(self) -> str:
        return f"{ALT} To draw one yourself, run this cell, or open what page.save('page.html') writes."

    def _repr_mimebundle_(self, include=None, exclude=None):
        picture = _picture()
        data = {"text/plain": repr(self), "text/html": _frame(picture), "image/png": picture}
        return data, {"image/png": {"alt": ALT}}


def _frame(picture: str) -> str:
    """The page in a frame, over a picture (base64 of a PNG) that is seen where frames are taken out."""
    return (
        '<div style="display: grid">'
        f'<img src="data:image/png;base64,{picture}" alt="{ALT}" style="grid-area: 1/1">'
        f'<iframe srcdoc="{markup.escape(html())}" title="Draw a curve: the living page" '
        'allow="clipboard-write" style="grid-area: 1/1; width: 100%; height: 760px; border: 0">'
        "</iframe></div>"
    )


def _picture() -> str:
    """The heart and its exact field, as the lesson draws them: base64 of a PNG."""
    curve = manifolds.heart()
    best = oracle.best(curve, 0.1)
    figure, (ax,) = plots.figure(width=5.6)
    plots.field(fields.on_grid(best, n=17), curve, best, ax=plots.plane(ax), color=plots.TRUTH)
    plots.key(ax, plots.TRUTH)
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=90)
    with Image.open(png) as picture:
        picture.convert("RGB").quantize(64).save(png := io.BytesIO(), format="png", optimize=True)
    return base64.b64encode(png.getvalue()).decode()


def _script(names: tuple[str, ...]) -> str:
    """The modules as one script: without their imports and exports, in one scope, and without comments."""
    text = "\n".join(_read(f"{name}.js") for name in names)
    left_out = r"^(import [^;]*;\n|export | *//.*\n| */\*\*(.|\n)*?\*/\n)"
    return re.sub(left_out, "", text, flags=re.MULTILINE)


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
