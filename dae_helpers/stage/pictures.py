"""Pictures that change under the student's hand: drawn anew at each move, in a few milliseconds."""

import base64
import io
import textwrap
from collections.abc import Callable
from typing import ClassVar

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from .. import style

Shown = tuple[Figure, str]  # a figure, and its caption in words
AT_HAND = 4  # scenes that keep their pixels, a few megabytes each: those that moved last


class Scene:
    """A figure that is drawn again and again: what stands still once, what moves each time.

    figure: one with a layout engine, as plots.figure makes it.
    draw(**settings) changes the figure and returns its caption. Artists made with animated=True move;
    all else is drawn again only when one of the settings named in `still` changes, or when other scenes
    have moved since: widgets are never forgotten, not even those of a cell that has run again.
    """

    at_hand: ClassVar[list["Scene"]] = []

    def __init__(self, figure: Figure, draw: Callable[..., str], still: tuple[str, ...] = ()):
        self.figure, self.draw, self.still = figure, draw, still
        for _ in range(4):  # until the layout rests; from then on it stays
            figure.get_layout_engine().execute(figure)
        figure.set_layout_engine("none")
        self.rest()

    def rest(self) -> None:
        """Let go of the pixels."""
        FigureCanvasAgg(self.figure)
        for text in self.figure.findobj(Text):
            text._renderer = None  # each keeps the canvas on which it was drawn
        self._key = self._background = None

    @style.settings()
    def png(self, **settings) -> tuple[bytes, str]:
        """The picture at these settings, as a PNG, and its caption."""
        self._come_to_hand()
        caption = self.draw(**settings)
        canvas, key = self.figure.canvas, tuple(settings[name] for name in self.still)
        if self._background is None or key != self._key:
            canvas.draw()
            self._key, self._background = key, canvas.copy_from_bbox(self.figure.bbox)
        canvas.restore_region(self._background)
        for ax in self.figure.axes:
            moving = [artist for artist in ax.get_children() if artist.get_animated()]
            for artist in sorted(moving, key=lambda artist: artist.zorder):
                ax.draw_artist(artist)
        return encode(canvas), caption

    def _come_to_hand(self) -> None:
        others = [scene for scene in Scene.at_hand if scene is not self]
        Scene.at_hand = [*others, self][-AT_HAND:]
        for scene in others:
            if scene not in Scene.at_hand:
                scene.rest()


def encode(canvas: FigureCanvasAgg) -> bytes:
    """What was drawn on the canvas, as a PNG of 256 colours: small, and quick to make."""
    image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    common = sum(n > image.width * image.height / 1000 for n in image.convert("L").histogram())
    # An octree has sixteen greys: enough for lines, not for a photograph
    kind = Image.Quantize.MAXCOVERAGE if common > 64 else Image.Quantize.FASTOCTREE
    file = io.BytesIO()
    image.quantize(256, kind).save(file, "PNG", compress_level=1)
    return file.getvalue()


@style.settings()
def png(figure: Figure) -> bytes:
    """The figure as a PNG."""
    figure.canvas.draw()
    return encode(figure.canvas)


def show(figure: Figure, caption: str) -> None:
    """Display a figure, with its caption as alt text and in words below it; in a script, the words alone."""
    image, alt = base64.b64encode(png(figure)).decode(), {"image/png": {"alt": caption}}
    if InteractiveShell.initialized():
        display({"image/png": image, "text/plain": caption}, metadata=alt, raw=True)
    print(textwrap.fill(caption, 100))


def about(share: float) -> str:
    """A share in per cent, to one digit: as near as a caption needs it."""
    return f"{float(f'{100 * share:.1g}'):g}%"
