"""The sheet of paper on the drawing pad: it follows the pen, and writes its points into the pad's text."""

import html

from torch import Tensor

from ..palette import CLEAN


def sheet(points: Tensor) -> str:
    """The square [−1.5, 1.5]² and the points (m, 2) in it, for a widgets.HTML inside a box of class dae-pad.

    What is drawn on it goes to the box's textarea and checkbox. Where a front end runs no handlers in
    HTML, nothing happens.
    """
    dots = "".join(f"M{x:g} {y:g}h0" for x, y in points.tolist())
    return SHEET.format(pen=html.escape(PEN), dots=dots, color=CLEAN)


# On a screen y points down; the group turns it up.
SHEET = """
<svg viewBox="-1.51 -1.51 3.02 3.02" role="img" aria-label="drawing pad" onpointerdown="{pen}"
  style="display: block; width: 320px; max-width: 100%; background: white; cursor: crosshair;
  touch-action: none; user-select: none">
  <g transform="scale(1, -1)" fill="none" stroke="#d0d0d0" stroke-width="0.01">
    <path d="M-1.5 0H1.5M0-1.5V1.5M-1-.04V.04M1-.04V.04M-.04-1H.04M-.04 1H.04M-1.5-1.5H1.5V1.5H-1.5Z"/>
    <path class="dots" d="{dots}" stroke="{color}" stroke-width="0.05" stroke-linecap="round"/>
    <polyline stroke="black" stroke-width="0.025" stroke-linejoin="round"/>
  </g>
  <g font-size="0.12" font-family="sans-serif" fill="#707070">
    <text x="-1" y="0.17" text-anchor="middle">−1</text><text x="1" y="0.17" text-anchor="middle">1</text>
    <text x="-0.08" y="-0.96" text-anchor="end">1</text><text x="-0.08" y="1.04" text-anchor="end">−1</text>
  </g>
</svg>
"""

# Runs when the pen touches the sheet, and follows it all over the window, on whatever sheet is there by then:
# the kernel may put a new one in place while a stroke is drawn. One pointer draws at a time; one that hardly
# moves leaves the drawing. A stroke that ends near its start is closed. It is thinned by the algorithm of
# Douglas & Peucker (1973), to within 0.02, and sent as if it were typed.
PEN = r"""
const pad = this.closest('.dae-pad'), hand = event.pointerId, stroke = [];
if (!event.isPrimary || event.button || pad.pen?.signal.aborted === false) return;
event.preventDefault();
const stop = pad.pen = new AbortController();
const clip = t => Math.min(1.5, Math.max(-1.5, t));
const apart = ([ax, ay], [bx, by]) => Math.hypot(bx - ax, by - ay);
const drawing = () => stroke.some(place => apart(place, stroke[0]) > 0.06);
const move = event => {
    if (event.pointerId !== hand) return;
    const sheet = pad.querySelector('svg'), box = sheet?.getBoundingClientRect();
    if (!box?.width) return stop.abort(); // cleared, or out of sight
    const x = (event.clientX - box.left) / box.width, y = (event.clientY - box.top) / box.height;
    const place = [clip(3.02 * x - 1.51), clip(1.51 - 3.02 * y)];
    if (stroke.length && apart(place, stroke.at(-1)) < 0.01) return;
    stroke.push(place);
    if (!drawing()) return;
    sheet.querySelector('.dots').setAttribute('d', '');
    sheet.querySelector('polyline').setAttribute('points', stroke.join(' '));
};
const thin = path => {
    const [[ax, ay], [bx, by]] = [path[0], path.at(-1)], [dx, dy] = [bx - ax, by - ay];
    const gaps = path.map(([x, y]) => {
        const t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), u = Math.min(1, Math.max(0, t));
        return Math.hypot(x - ax - u * dx, y - ay - u * dy);
    });
    const k = gaps.indexOf(Math.max(...gaps));
    if (gaps[k] < 0.02) return [path[0], path.at(-1)];
    return [...thin(path.slice(0, k + 1)), ...thin(path.slice(k)).slice(1)];
};
const end = event => {
    if (event.pointerId !== hand) return;
    stop.abort();
    const text = pad.querySelector('textarea'), closed = pad.querySelector('[type=checkbox]');
    if (!text || !drawing()) return;
    text.value = thin(stroke).map(p => p.map(t => Math.round(100 * t) / 100).join(' ')).join('\n');
    for (const kind of ['input', 'change']) text.dispatchEvent(new Event(kind, {bubbles: true}));
    if (closed.checked !== apart(stroke[0], stroke.at(-1)) < 0.3) closed.click();
};
move(event);
for (const [kind, action] of [['pointermove', move], ['pointerup', end], ['pointercancel', end]])
    window.addEventListener(kind, action, {signal: stop.signal});
"""
