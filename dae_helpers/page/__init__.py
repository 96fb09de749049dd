"""The living page: draw a curve by hand, and its exact field, a training and walking points appear at once.

It needs no kernel and asks no other machine for anything: one HTML file, made of the modules beside this one.

Living figures are made of the same modules. Any page of HTML may hold

    <figure class="living" data-scene="field" data-settings='{"curve": "spiral", "sigma": 0.1}'>
      <img src="…" alt="…"> <figcaption>…</figcaption>
    </figure>

and once, in its head or at its end, the script engine(): within <script>…</script>, or as a file of its
own. A figure keeps what stands in it until it comes into view and its scene has drawn. Scenes have the
names of the files in scenes/; settings those of the scene's controls (living/table.js), and what is left
out begins as the scene says. The scene "pictures" takes {"label": "…", "values": ["…", …], "images":
["data:…", …], "captions": ["…", …], "picture": 0}, and, if the images have one in common, a "ground". With
<script data-figure="where/figure.html"> figures can be embedded: there should be what figure_html() returns.
"""

import base64
import html as markup
import json
import re
from pathlib import Path

from .. import fields, manifolds, oracle, plots, style
from ..palette import PALETTE
from ..stage import pictures, script

FOLDER = Path(__file__).parent
# What a training needs, in a worker too; what is seen; and what moves it.
TRAINS = ("curves", "binary", "kernels", "corruption", "oracle", "network", "training")
SHOWS = ("sampling", "drawing", "plot", "density", "scene", "telling", "page")
MOVES = ("hand", "worker", "learning", "walking", "app")
SHARED = ("palette.json", "curves.json", "stage/pointer.js", "stage/stroke.js")
CORE = [f"page/{name}.js" for name in TRAINS]
# Living figures: what they share with the page, and what makes a figure of it. Then come the scenes.
DRAWS = ("sampling", "drawing", "plot", "density", "scene", "telling", "worker")
MOUNTS = ("words", "inputs", "table", "exact", "learner", "walks", "figure", "start")
LIVES = [
    *("page/strings.json", *SHARED, *(f"page/{name}.js" for name in DRAWS)),
    *(f"page/living/{name}.js" for name in MOUNTS),
]
SCENES = sorted(path.stem for path in FOLDER.glob("scenes/*.js"))
APP = [*SHARED, *(f"page/{name}.js" for name in (*SHOWS, *MOVES))]
ALT = "A heart, around it quiet hills where noisy points lie, and an arrow at each place of a grid."


def html(small: bool = False) -> str:
    """The page as one HTML file; small: only the curve, the noise and the arrows, without a word on them."""
    page = _text("page.html")
    for place, text in {
        "@LOOK@": _text("look.css"),
        "@LIGHT@": _colors("light"),
        "@DARK@": _colors("dark"),
        "@PICTURE@": _text("picture.svg"),
        "@CORE@": script.joined(*CORE),
        "@APP@": "{\n" + script.joined(*APP) + "}\n",
    }.items():
        page = page.replace(place, text)
    return page.replace("<html ", '<html class="small" ', 1) if small else page


def engine() -> str:
    """The text of one classic script, which lets the figures of a page live; how, see above."""
    look = f".living {{ {_colors('light')} {_text('look.css')} {_text('living/living.css')} }}"
    whole = ENGINE
    for place, text in {
        "@CORE@": script.joined(*CORE),
        "@NAMES@": ", ".join(name for path in CORE for name in EXPORTED.findall(_text(Path(path).name))),
        "@CSS@": json.dumps(f"{look} .living.dark {{ {_colors('dark')} color-scheme: dark; }}"),
        "@LIVES@": script.joined(*LIVES),
        "@SCENES@": "".join(f"{{\n{script.joined(f'page/scenes/{name}.js')}}}\n" for name in SCENES),
    }.items():
        whole = whole.replace(place, text)
    return whole


EXPORTED = re.compile(r"^export (?:const|class|function\*?) (\w+)", re.MULTILINE)
# The core is a function, so that the worker can be given its text.
ENGINE = """(() => {
"use strict";
const home = document.currentScript.dataset.figure;
const core = () => {
@CORE@return { @NAMES@ };
};
const { @NAMES@ } = core();
{
@LIVES@@SCENES@start({ css: @CSS@, home, core: `const { steps } = (${core})();` });
}
})();
"""


def figure_html() -> str:
    """One HTML file that shows the figure in its address, such as figure.html#scene=field&curve=spiral."""
    return _text("figure.html").replace("@ENGINE@", engine())


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
    """The palette, and the colours around it, as variables of a style sheet; theme: light or dark."""
    return " ".join(f"--{name}: {color};" for name, color in {**PALETTE[theme], **AROUND[theme]}.items())


# What it is written on, a page around that, small words, frames, orange-red words, and words on violet.
NAMES = ("paper", "ground", "quiet", "edge", "noisy-ink", "on")
AROUND = {
    "light": dict(
        zip(NAMES, ("#ffffff", "#f5f6f4", "#5d6462", "#d5dad7", "#b8380f", "#ffffff"), strict=True)
    ),
    "dark": dict(zip(NAMES, ("#0f1517", "#171f21", "#a5b0ad", "#37433f", "#ff9a7a", "#14101f"), strict=True)),
}


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
