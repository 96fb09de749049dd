"""Image plots: rows of digits on one ax, in a colour that says what they are; and graphs of measures.

Clean images are teal, corrupted ones orange-red, what was learned violet, and what is exact black.
"""

from collections.abc import Callable, Mapping, Sequence

import matplotlib as mpl
import torch
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator
from torch import Tensor

from .. import plots, style
from ..palette import CLEAN, LEARNED, NOISY, TRUTH

SHADES = {
    color: LinearSegmentedColormap.from_list("shades", ["white", color])
    for color in (CLEAN, NOISY, TRUTH, LEARNED)
}
SIGNED = LinearSegmentedColormap.from_list("signed", [NOISY, "white", LEARNED])


@style.settings()
def panels(n: int, columns: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """A figure of n panels, so many in a row, each width × height inches: (figure, axes)."""
    rows = -(-n // columns)
    fig, axes = plots.figure(columns, width, height * rows, ratios=(1,) * rows)
    fig.get_layout_engine().set(w_pad=0.1, h_pad=0.06)  # inches: digits side by side need some white
    for spare in axes[n:]:
        spare.remove()
    return fig, axes[:n]


def mosaic(x: Tensor, columns: int) -> Tensor:
    """Images (n, side²) side by side, with a line of NaN between them: one large image."""
    side = round(x.shape[1] ** 0.5)
    rows = -(-len(x) // columns)
    tiles = torch.full((rows * columns, side + 1, side + 1), torch.nan)
    tiles[: len(x), :side, :side] = x.detach().view(-1, side, side)
    whole = tiles.view(rows, columns, side + 1, side + 1).transpose(1, 2).flatten(2).flatten(0, 1)
    return whole[:-1, :-1]


@style.settings()
def images(
    x: Tensor, ax: Axes, color: str = CLEAN, columns: int | None = None, title: str = "", **style
) -> AxesImage:
    """Draw images (n, side²), from 0, white, to 1, full colour; columns: in a row, all unless given."""
    ax.set_axis_off()
    ax.set_title(title)
    shades = {"cmap": SHADES[color], "vmin": 0, "vmax": 1}
    return ax.imshow(mosaic(x, columns or len(x)).numpy(), **shades | style)


@style.settings()
def strips(
    x: Tensor, colors: Mapping[str, str], columns: int = 1, width: float = 9.6, height: float = 1.4
) -> tuple[Figure, Callable[..., None]]:
    """A panel by each name, in its colour, for as many images as x has: (figure, fill).

    fill(shown, titles) puts other images in, (n, side²) for each panel, with other titles if there are any.
    """
    fig, axes = panels(len(colors), columns, width, height)
    drawn = []
    for ax, (name, color) in zip(axes, colors.items()):
        drawn.append(images(x, ax, color, title=name, animated=True))
        ax.title.set_animated(True)

    def fill(shown: Sequence[Tensor], titles: Sequence[str] = ()) -> None:
        for image, each in zip(drawn, shown):
            image.set_data(mosaic(each, len(each)).numpy())
        for ax, title in zip(axes, titles):
            ax.set_title(title)

    return fig, fill


def filters(w: Tensor, ax: Axes, columns: int, title: str = "") -> AxesImage:
    """Draw filters (n, side²), each scaled to itself: orange-red below zero, white at it, violet above."""
    w = w / w.abs().amax(dim=1, keepdim=True).clamp(min=1e-9)
    return images(w, ax, columns=columns, title=title, cmap=SIGNED, vmin=-1, vmax=1)


@style.settings()
def codes(code: Tensor, y: Tensor, ax: Axes, title: str = "") -> None:
    """Draw two-dimensional codes (n, 2), the first 600, each as its digit y (n,), in a colour of its own."""
    code, y = code[:600], y[:600]
    colors = mpl.colormaps["tab10"].colors
    low, high = code.quantile(torch.tensor([0.005, 0.995]), dim=0)
    margin = 0.05 * (high - low).clamp(min=1e-3)  # codes may all fall together
    (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
    ax.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[], title=title)
    for digit in range(10):
        own = {"marker": f"${digit}$", "color": colors[digit]}
        ax.scatter(*code[y == digit].T.numpy(), s=34, linewidths=0.2, **own)


@style.settings()
def curves(ax: Axes, x: Sequence[float], lines: Mapping[str, tuple[Tensor, str, str]], **labels) -> None:
    """Draw a line for each name: its values, (seeds, len(x)), whose mean it joins; its colour; its marker."""
    for name, (values, color, marker) in lines.items():
        ax.plot(x, values.mean(dim=0).numpy(), marker, color=color, lw=2, label=name)
        ax.plot(x, values.T.numpy(), ".", color=color, ms=5, alpha=0.6)
    ax.set(**labels)
    ax.legend(frameon=False, fontsize=12)


@style.settings()
def plain_ticks(ax: Axes, x: Sequence[float]) -> None:
    """Ticks at these x, and on a y axis of logarithms at 1, 2, 5, 10, …, written as plain numbers."""
    for axis in (ax.xaxis, ax.yaxis) if ax.get_yscale() == "log" else (ax.xaxis,):
        axis.set_major_locator(FixedLocator(x) if axis is ax.xaxis else LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter("{x:g}")
        axis.set_minor_locator(NullLocator())


@style.settings()
def bars(ax: Axes, values: Mapping[str, float], learned: Sequence[str], xlabel: str) -> None:
    """A bar for each name, the first on top, with its number: violet for what was learned."""
    colors = [LEARNED if name in learned else TRUTH for name in values]
    drawn = ax.barh(list(values), list(values.values()), color=colors, height=0.6)
    ax.bar_label(drawn, fmt=" %.4f", fontsize=12)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel(xlabel)
