"""Filled images side by side; and one from which a hand wipes pixels away."""

from collections.abc import Mapping

import ipywidgets as widgets
import torch
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy import ndarray
from torch import Tensor

from .. import style
from ..images import image_plots
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.controls import control
from ..stage.draggable import Trail
from ..stage.pictures import Scene
from ..stage.typed import numbers
from .missing import Fill, damaged, error

LEFT, THERE = "what is left", "as it was"


@torch.no_grad()
def pictures(x: Tensor, missing: Tensor, fills: Mapping[str, Fill]) -> dict[str, Tensor]:
    """What is left of the images x (n, side²), what each fill makes of it, and x."""
    left = damaged(x, missing)
    return {LEFT: left} | {name: fill(left, missing) for name, fill in fills.items()} | {THERE: x}


def inked(name: str, x: Tensor, missing: Tensor, columns: int = 1) -> ndarray:
    """Images (n, side²) in columns: known pixels are teal, missing ones in the fill's colour."""
    color = NOISY if name == LEFT else LEARNED if "network" in name else TRUTH
    missing = missing & (name != THERE)
    own, teal = (torch.tensor(to_rgb(each)) for each in (color, CLEAN))
    shades = 1 - x[..., None] * (1 - torch.where(missing[..., None], own, teal))  # (n, side², 3)
    whole = [image_plots.mosaic(each, columns) for each in shades.unbind(dim=2)]
    return torch.stack(whole, dim=2).nan_to_num(1).numpy()


@style.settings()
def table(
    x: Tensor,
    masks: Mapping[str, Tensor],
    fills: Mapping[str, Fill],
    found: Mapping[str, Mapping] | None = None,
) -> Figure:
    """A row for each image of x (n, side²) and each kind of missing pixels; a column for each fill.

    found: what `judged` says of the fills; their errors are written above.
    """
    columns = len(fills) + 2
    fig, axes = image_plots.panels(len(masks) * columns, columns, 9.6 / columns, 9.6 / columns * len(x) + 0.3)
    for k, (kind, missing) in enumerate(masks.items()):
        drawn = {THERE: x} | pictures(x, missing, fills)
        for ax, (name, images) in zip(axes[k * columns :], drawn.items()):
            ax.set_axis_off()
            ax.imshow(inked(name, images, missing))
            said = f"\n{found[kind][name][0]:.4f}" if found and name in fills else ""
            ax.set_title(name + said, fontsize=10)
    return fig


@style.settings()
def wipe(x: Tensor, fills: Mapping[str, Fill], stroke: str) -> Trail:
    """Wipe over an image of x (n, side²), and see what each fill puts there. stroke: see wiped."""
    side = round(x.shape[1] ** 0.5)
    fig, axes = image_plots.panels(len(fills) + 2, 3, width=3.2, height=3.4)
    images = [image_plots.images(x[:1], ax, title=" ", animated=True) for ax in axes]
    for ax in axes:
        ax.set_axis_on()
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="lightgrey", animated=True)
        ax.title.set_animated(True)

    def draw(which: int, stroke: str) -> str:
        one, missing = x[which : which + 1], wiped(stroke, side)[None]
        drawn = pictures(one, missing, fills)
        for image, (name, each) in zip(images, drawn.items()):
            image.set_data(inked(name, each, missing))
            image.axes.set_title(name)
        errors = ", ".join(f"{name} {error(drawn[name], one, missing):.4f}" for name in fills)
        return f"{missing.sum()} of {side**2} pixels are missing. Errors on these: {errors}."

    words = "Wipe over the first image with a mouse, a pen or a finger; or type places, x y x y …"
    return Trail(
        "wipe",
        axes[0],
        Scene(fig, draw),
        which=control(widgets.IntSlider, "image", "Another image", min=0, max=min(len(x), 100) - 1),
        stroke=control(widgets.Text, "wiped: x y", words, value=stroke),
    )


def wiped(stroke: str, side: int) -> Tensor:
    """Which pixels lie under a stroke "x y x y …", in pixels from the upper left: (side²,). Or ValueError."""
    places = numbers(stroke)
    if not places or len(places) % 2:
        raise ValueError(f"a stroke must be pairs of numbers, x and y, got {stroke[-40:]!r}")
    corners = torch.tensor(places[:2] + places).view(-1, 2).clamp(0, side - 1)
    start, way = corners[:-1], corners.diff(dim=0)  # of each piece, (m, 2)
    y, x = torch.cartesian_prod(torch.arange(side), torch.arange(side)).unbind(dim=1)
    away = torch.stack([x, y], dim=1)[:, None] - start  # (side², m, 2)
    nearest = ((away * way).sum(dim=2) / way.square().sum(dim=1).clamp(min=1e-9)).clamp(0, 1)
    return (away - nearest[..., None] * way).norm(dim=2).amin(dim=1) < side / 14
