"""A picture on which a point can be dragged, with a mouse, a pen or a finger."""

import html

from matplotlib.axes import Axes

from .controls import NAMING, Explorer, as_html


class Dragged(Explorer):
    """An explorer with a point in one of its pictures' axes; its control `point` is a Text that holds "x y".

    ax: where the point lies; its limits bound it. The text can be typed as well.
    """

    def __init__(self, name, ax: Axes, scene, **controls):
        (left, bottom), (right, top) = ax.get_position().get_points().tolist()
        x, y = (list(map(float, limits)) for limits in (ax.get_xlim(), ax.get_ylim()))
        self.grip = GRIP % ([left, right, bottom, top], x, y)
        super().__init__(name, scene, **controls)

    def page(self, png: bytes, caption: str) -> str:
        style = "cursor:crosshair;touch-action:none;user-select:none"
        hand = f'draggable="false" onpointerdown="{html.escape(self.grip)}"'
        return as_html(png, caption, f"{hand} {NAMING}", style)


# Runs when the picture is touched, and follows this pointer all over the window, on whatever picture is there
# by then. The point is sent as if it were typed.
GRIP = r"""
if (!event.isPrimary || event.button) return;
event.preventDefault();
const view = this.closest('.dae-explorer'), hand = event.pointerId, stop = new AbortController();
const [left, right, bottom, top] = %s, [x0, x1] = %s, [y0, y1] = %s;
const between = (a, b, t) => (a + (b - a) * Math.min(1, Math.max(0, t))).toFixed(2);
const move = event => {
    if (event.pointerId !== hand) return;
    const box = view.querySelector('.widget-html img')?.getBoundingClientRect();
    if (!box?.width) return stop.abort(); // cleared, or out of sight
    const u = (event.clientX - box.left) / box.width, v = 1 - (event.clientY - box.top) / box.height;
    const x = between(x0, x1, (u - left) / (right - left));
    const y = between(y0, y1, (v - bottom) / (top - bottom));
    const input = view.querySelector('input[type=text]');
    input.value = `${x} ${y}`;
    for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, {bubbles: true}));
};
move(event);
window.addEventListener('pointermove', move, {signal: stop.signal});
for (const kind of ['pointerup', 'pointercancel'])
    window.addEventListener(kind, event => event.pointerId === hand && stop.abort(), {signal: stop.signal});
"""
