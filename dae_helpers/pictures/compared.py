"""Photographs side by side, and what compressed ones cost."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from torch import Tensor

from .. import plots, style
from ..images import image_plots
from .curtain import GREY


@style.settings()
def side_by_side(pictures: Mapping[str, Tensor], columns: int, width: float) -> Figure:
    """Photographs of one size, each below its name; width: of each, in inches."""
    h, w = next(iter(pictures.values())).shape
    fig, axes = image_plots.panels(len(pictures), columns, width, width * h / w + 0.35)
    for ax, (name, x) in zip(axes, pictures.items()):
        ax.set_axis_off()
        ax.set_title(name)
        ax.imshow(x.numpy(), **GREY)
    return fig


@style.settings()
def rates(lines: Mapping[str, tuple[Sequence[tuple[float, float]], str, str]]) -> Figure:
    """PSNR by bits per pixel: for each name points (rate, PSNR), a colour and a marker."""
    fig, (ax,) = image_plots.panels(1, 1, width=8, height=4.2)
    for name, (points, color, marker) in lines.items():
        ax.plot(*zip(*points), marker, color=color, lw=2, label=name)
    plots.graph(ax, "bits per pixel", "PSNR in dB")
    ax.set_xscale("log")
    image_plots.plain_ticks(ax, [0.05, 0.1, 0.2, 0.5, 1])
    ax.legend(frameon=False, fontsize=12)
    return fig
