"""A draggable point: on a picture, with a mouse, a pen or a finger."""

from matplotlib.axes import Axes

from . import script
from .controls import NAMING, Explorer


class Draggable(Explorer):
    """An explorer with a point in one of its pictures' axes; its control `point` is a Text that holds "x y".

    ax: where the point lies; its limits bound it. The text can be typed as well.
    """

    trail = "false"  # in JavaScript: whether the text keeps all places since the touch, or the last one

    def __init__(self, name, ax: Axes, scene, twin=None, **controls):
        (left, bottom), (right, top) = ax.get_position().get_points().tolist()
        limits = [list(map(float, each)) for each in (ax.get_xlim(), ax.get_ylim())]
        call = f"drag(event, this, {[left, right, bottom, top]}, {limits[0]}, {limits[1]}, {self.trail})"
        grip = script.handler("stage/pointer.js", "stage/draggable.js", call=call)
        style = "cursor:crosshair;touch-action:none;user-select:none"
        self.image = f'draggable="false" onpointerdown="{grip}" {NAMING}', style
        super().__init__(name, scene, twin, **controls)


class Trail(Draggable):
    """One whose point leaves a trail, "x y x y …": a line drawn by hand; a new touch begins another."""

    trail = "true"
