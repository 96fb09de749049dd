"""Draw a curve of your own: with the mouse or a finger, or point by point."""

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import oracle, plots
from ..curve import Curve
from ..manifolds import CURVES, named, through
from ..palette import CLEAN, TRUTH
from ..stage.canvas import canvas
from ..stage.controls import Explorer, choice, control
from ..stage.pictures import Scene
from ..stage.typed import numbers

OWN = "drawing"  # what a curve that is no preset is called
SIGMA = 0.1  # of the hills behind the curve
LONGEST = 100  # the exact answer is there for σ from length/10000 on, and the smallest σ asked for is 0.01


def pad() -> "Pad":
    """A drawing pad, for the last line of a cell; its curve is at hand as pad.curve."""
    return Pad()


class Pad(Explorer):
    """An explorer of one curve, which the student chooses, draws or types.

    curve: the Curve shown now. A mistake, or an empty pad, leaves it as it was.
    """

    curve: Curve

    @plots.style.settings()
    def __init__(self):
        figure, (ax,) = plots.figure(1, 3.2, 3.2)
        plots.plane(ax, title=f"blurred with σ = {SIGMA:g}")
        self._hills = plots.hills(oracle.best(named("circle"), SIGMA), ax, animated=True)
        (self._line,) = ax.plot([], [], color=TRUTH, lw=1.5, animated=True)
        (self._knots,) = ax.plot([], [], ".", ms=5, color=CLEAN, zorder=3, animated=True)
        self.preset = choice("curve", "Begin with one of these", [*PRESETS, OWN], "heart")
        self.canvas = widgets.HTML()
        points = control(
            widgets.Textarea,
            "points: x y",
            "One point a line, x and y, each from −1.5 to 1.5",
            value=PRESETS["heart"]["points"],
            placeholder="x y",
            continuous_update=False,
        )
        tooltip = "Join the last point to the first"
        closed = control(widgets.Checkbox, "closed", tooltip, value=True, indent=False)
        self.clear = control(widgets.Button, "Clear", "Take all points away", icon="eraser")
        self.clear.on_click(lambda _: self.set(points=""))
        self.undo = control(widgets.Button, "Undo", "Back by one drawing; and forth again", icon="reply")
        self.undo.on_click(lambda _: self.set(**self.before))
        super().__init__("pad", Scene(figure, self._draw), twin={}, points=points, closed=closed)
        self.redraw()
        self.before = self.settings
        points.observe(self._remember, "value")
        self.preset.observe(self._choose, "value")

    def arranged(self) -> tuple[widgets.Box, widgets.Box]:
        """The canvas on the left, the points in the middle, the curve on the right."""
        points, closed = self.controls["points"], self.controls["closed"]
        self.preset.style.description_width = "initial"
        widths = {self.preset: 200, closed: 80, self.clear: 90, self.undo: 90, self.reset: 90, points: 130}
        for each, width in widths.items():
            each.layout.width = f"{width}px"
        points.layout.height, points.layout.flex_flow = "352px", "column-reverse"
        left = widgets.Box([self.canvas, widgets.HTML(HINT)])
        for each in (left, self.picture):
            each.layout = {"flex_flow": "column", "width": "326px", "max_width": "100%"}
        in_line = [self.preset, closed, self.clear, self.undo, self.reset]
        bar = widgets.HBox(in_line, layout={"flex_flow": "row wrap"})
        return bar, widgets.Box([left, points, self.picture], layout={"flex_flow": "row wrap"})

    def redraw(self) -> None:
        """Make the curve of the present points, and draw it."""
        with self.lock:
            text = self.controls["points"].value
            if text.strip():
                super().redraw()
            else:  # the beginning of a drawing, not a mistake
                self.message.value = ""
            if not self.message.value:
                new = canvas(read(text))
                # The space makes it new in any case: a stroke that was refused goes from the canvas.
                self.canvas.value = new + " " * (new == self.canvas.value)
            self.preset.value = called(text)

    def _draw(self, points: str, closed: bool) -> str:
        knots = read(points)
        closed = closed and len(knots.unique(dim=0)) != 2  # there and back is an open curve
        curve = through(knots, closed, called(points))
        if curve.length > LONGEST:
            raise ValueError(f"a curve must be at most {LONGEST} long, got {curve.length:.0f}")
        self.curve = curve
        self._hills = plots.hills(oracle.best(curve, SIGMA), self._hills.axes, self._hills, animated=True)
        self._line.set_data(*curve.outline.T.numpy())
        self._knots.set_data(*knots.T.numpy())
        return (
            f"The {curve.name} is {'a closed' if closed else 'an open'} curve of length {curve.length:.2f} "
            f"through {len(knots)} points."
        )

    def _remember(self, change) -> None:
        # The pen sends its points first: the box still says what it said of the old ones.
        self.before = self.settings | {"points": change["old"]}

    def _choose(self, change) -> None:
        if change["new"] != called(self.controls["points"].value):
            self.set(**PRESETS.get(change["new"], {"points": ""}))


def read(text: str) -> Tensor:
    """The points (m, 2), float64, in a text that holds a pair x y, or several pairs, on each line.

    Raises ValueError for all but pairs of numbers, and for points outside [−1.5, 1.5]².
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            each = numbers(line)
            found += zip(each[::2], each[1::2], strict=True)
        except ValueError as error:
            got = repr(line.strip()[:40])
            raise ValueError(f"line {number} must hold pairs of numbers, x and y, got {got}") from error
    points = torch.tensor(found, dtype=torch.float64).reshape(-1, 2)
    outside = points[~(points.abs() <= 1.5).all(dim=1)]
    if len(outside):
        raise ValueError("points must lie in [−1.5, 1.5]², got ({:g}, {:g})".format(*outside[0].tolist()))
    return points


def write(points: Tensor) -> str:
    """The text of points (m, 2): a pair x y on each line, rounded to two decimals."""
    # Adding zero turns −0 into 0.
    return "\n".join(" ".join(f"{round(t, 2) + 0:g}" for t in point) for point in points.tolist())


PRESETS = {
    curve.name: {"points": write(curve.knots), "closed": curve.closed}
    for curve in (make() for make in CURVES.values())
    if curve.knots is not None
}


def called(text: str) -> str:
    """What the curve of these points is called: a preset's name, or OWN."""
    return next((name for name, preset in PRESETS.items() if preset["points"] == text), OWN)


HINT = """
<div style="line-height: 1.4">Draw here with a mouse, a pen or a finger. Where no line follows,
this front end allows no drawing: choose a curve, or type its points, a pair x y on each line.</div>
"""
