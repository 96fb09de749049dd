"""A draggable point: on a picture, with a mouse, a pen or a finger."""

from matplotlib.axes import Axes

from . import script
from .controls import NAMING, Explorer, as_html


class Draggable(Explorer):
    """An explorer with a point in one of its pictures' axes; its control `point` is a Text that holds "x y".

    ax: where the point lies; its limits bound it. The text can be typed as well.
    """

    def __init__(self, name, ax: Axes, scene, **controls):
        (left, bottom), (right, top) = ax.get_position().get_points().tolist()
        limits = [list(map(float, each)) for each in (ax.get_xlim(), ax.get_ylim())]
        call = f"drag(event, this, {[left, right, bottom, top]}, {limits[0]}, {limits[1]})"
        self.grip = script.handler("stage/pointer.js", "stage/draggable.js", call=call)
        super().__init__(name, scene, **controls)

    def page(self, png: bytes, caption: str) -> str:
        style = "cursor:crosshair;touch-action:none;user-select:none"
        return as_html(png, caption, f'draggable="false" onpointerdown="{self.grip}" {NAMING}', style)
