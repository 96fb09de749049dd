"""The canvas of the drawing pad: it follows the pen, and writes its points into the pad's text."""

from torch import Tensor

from ..palette import CLEAN
from . import script


def canvas(points: Tensor) -> str:
    """The square [−1.5, 1.5]² and the points (m, 2) in it, for a widgets.HTML inside a box of class dae-pad.

    What is drawn on it goes to the box's textarea and checkbox. Where a front end runs no handlers in
    HTML, nothing happens.
    """
    dots = "".join(f"M{x:g} {y:g}h0" for x, y in points.tolist())
    return CANVAS.format(pen=PEN, dots=dots, color=CLEAN)


PEN = script.handler("stage/pointer.js", "stage/stroke.js", "stage/canvas.js", call="draw(event, this)")
# On a screen y points down; the group turns it up.
CANVAS = """
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
