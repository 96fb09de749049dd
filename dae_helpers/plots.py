"""How things are drawn: each function draws on an ax, returns the artists, and never shows.

Clean points are teal, corrupted points orange-red, the truth black, what was learned violet: in every figure.
An arrow is drawn at its true length: its tip is where the map sends its tail. The teal hills behind it
are the density of the corrupted points; they hold 99% of them, and an arrow that starts outside is faint.
"""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.quiver import Quiver
from matplotlib.ticker import LogLocator, NullLocator
from torch import Tensor

from . import arguments, fields, style
from .arguments import Map
from .curve import Curve
from .density import array, hills, landscape, limits
from .fields import Field
from .oracle import PosteriorMean, excess_risk
from .palette import CLEAN, ERROR, LEARNED, NOISY, TRUTH  # noqa: F401  at hand as plots.NOISY
from .posterior import Posterior
from .training import Run

GLOW = LinearSegmentedColormap.from_list("glow", [(*to_rgb(CLEAN), 0), CLEAN])
STYLES = ("s:", "o-", "^--", "v-.")  # of curves, in turn
WIDE = 9.3  # inches: the width of a notebook's page, so that text keeps its size
# How strong an arrow is where points are rare. Exact ones are long there, and crowd.
FAINT = 0.14, 0.07


@style.settings()
def figure(
    columns: int = 1, width: float | None = None, height: float | None = None, ratios: Sequence[float] = (1,)
) -> tuple[Figure, list[Axes]]:
    """A figure of panels, each width inches wide, that needs no window: (figure, axes, row by row).

    Unless given, the panels fill a notebook's page, at most 5 inches each. height: of the figure, in inches;
    if there is one row, a little more than width unless given. ratios: the heights of the rows, one for each.
    """
    width = width or min(5.0, WIDE / columns)
    fig = Figure(figsize=(width * columns, height or width + 0.3), layout="constrained")
    FigureCanvasAgg(fig)
    grid = fig.subplots(len(ratios), columns, squeeze=False, gridspec_kw={"height_ratios": ratios})
    axes = list(grid.flat)
    for ax in axes:
        ax.tick_params(labelsize=12)
        for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
            text.set_fontsize(12)
    return fig, axes


@style.settings()
def plane(ax: Axes, extent: float = 1.6, title: str = "") -> Axes:
    """Make the ax a piece of the plane, [−extent, extent]², with equal axes."""
    decade = 10.0 ** math.floor(math.log10(0.9 * arguments.positive("extent", extent)))
    tick = max(k * decade for k in (1, 2, 5) if k * decade <= 0.9 * extent)
    ax.set(xlim=(-extent, extent), ylim=(-extent, extent), aspect="equal", title=plain(title))
    ax.set(xticks=[-tick, 0, tick], yticks=[-tick, 0, tick])
    ax.tick_params(length=0, colors="0.45")
    ax.spines[:].set_color("0.85")
    return ax


def plain(name: str) -> str:
    """A name as matplotlib should be told it: there a $ would begin a formula."""
    return name.replace("$", r"\$")


@style.settings()
def manifold(curve: Curve, ax: Axes, **style) -> Artist:
    """The curve itself, as a black line."""
    arguments.instance("curve", curve, Curve, "manifolds.circle()")
    (drawn,) = ax.plot(*curve.outline.T.numpy(), **{"color": TRUTH, "lw": 1.5, "zorder": 3} | style)
    return drawn


@style.settings()
def points(x: Tensor, ax: Axes, color: str = CLEAN, size: float = 6, **style) -> Artist:
    """Points (n, 2): clean ones teal, which is the default; corrupted ones with color=NOISY."""
    look = {"color": color, "s": size, "lw": 0, "zorder": 2} | style
    return ax.scatter(*array(arguments.points("x", x, d=2)).T, **look)


@style.settings()
def field(
    field: Field,
    curve: Curve | None = None,
    best: Posterior | None = None,
    *,
    ax: Axes,
    color: str = LEARNED,
    **style,
) -> Quiver:
    """Arrows at their true length; with the exact denoiser `best`, hills and faint arrows too."""
    arguments.instance("field", field, Field, "fields.on_grid(model)")
    if curve is not None:
        manifold(curve, ax, lw=1)
    at = array(arguments.points("field", field.points, d=2)).T
    heads = {"headwidth": 4, "headlength": 4.6, "headaxislength": 4.2, "minlength": 0.5}
    look = {"color": color, "units": "inches", "width": 0.016, "zorder": 2.5} | heads | style
    arrows = ax.quiver(*at, *at, angles="xy", scale_units="xy", scale=1, **look)
    if best is not None:
        hills(best, ax)
    turn(arrows, field, best, color)
    return arrows


def turn(arrows: Quiver, field: Field, best: Posterior | None = None, color: str = LEARNED) -> None:
    """Quiver update: give drawn arrows new directions and lengths; their tails stay where they are."""
    arrows.set_UVC(*array(field.arrows).T)
    colors = np.tile(to_rgba(color), (len(field.points), 1))
    if best is not None and isinstance(arrows.axes, Axes):
        seen = landscape(best, limits(arrows.axes))
        rare = array(seen.at(field.points)) < seen.levels[0]
        colors[rare, 3] = FAINT[color == TRUTH]
    arrows.set_facecolor(colors.tolist())


@style.settings()
def graph(ax: Axes, x: str, y: str, log: bool = False) -> Axes:
    """Make the ax a plot of y over x, with a quiet frame."""
    ax.set(xlabel=x, ylabel=y)
    ax.spines[["top", "right"]].set_visible(False)
    if log:
        ax.set(xscale="log")
        ax.set_xticks([0.02, 0.05, 0.1, 0.2, 0.5, 1], labels=["0.02", "0.05", "0.1", "0.2", "0.5", "1"])
        ax.xaxis.set_minor_locator(NullLocator())
    return ax


@style.settings()
def key(ax: Axes, color: str = LEARNED) -> None:
    """Legend: what the arrows' strength means, that corrupted points are common there, or rare."""
    for x, word, strength in [(0.28, "→ common", 1), (0.72, "→ rare", 0.35)]:
        style = {"color": color, "alpha": strength, "fontsize": 11, "ha": "center", "va": "top"}
        ax.text(x, -0.085, word, transform=ax.transAxes, **style)


@style.settings()
def loss(run: Run, ax: Axes) -> list[Artist]:
    """A run's loss at each step, a running median, and the floor below which no map can come."""
    if len(arguments.instance("run", run, Run, "training.fit(model, curve)").loss) == 0:
        raise ValueError("run must hold at least one step of training, got none")
    steps, window = np.arange(1, len(run.loss) + 1), min(25, len(run.loss))
    each = ax.plot(steps, run.loss.numpy(), color=LEARNED, lw=0.7, alpha=0.5, label="loss of each batch")
    median = run.loss.unfold(0, window, 1).median(dim=1).values
    words = f"its median over {window} steps"
    trend = ax.plot(steps[: len(median)] + window // 2, median.numpy(), color=LEARNED, lw=1.8, label=words)
    least = ax.axhline(run.floor, color=TRUTH, ls="--", lw=1.2, label=f"floor: {run.floor:.4g}")
    ax.set(yscale="log", xlabel="training step", ylabel="loss")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_locator(NullLocator())
    ax.legend(frameon=False, fontsize=12)
    return [*each, *trend, least]


def compare(r: Map, best: PosteriorMean, axes: Sequence[Axes]) -> float:
    """Three fields side by side: learned, exact, and their difference. Returns the excess risk.

    r: the learned map; best: the exact one; axes: three.
    """
    arguments.instance("best", best, PosteriorMean, "oracle.PosteriorMean(curve, 0.1)")
    if len(axes) != 3:
        raise ValueError(f"axes must be three, got {len(axes)}")
    extent = 1.2 * best.curve.extent
    learned, exact = fields.on_grid(r, extent, 11), fields.on_grid(best, extent, 11)
    error = Field(learned.points, learned.arrows - exact.arrows)
    excess = excess_risk(r, best.curve, best.sigma)
    shown = [
        ("learned: r(x̃) − x̃", learned, LEARNED),
        ("exact: r*(x̃) − x̃", exact, TRUTH),
        (f"error: excess risk {excess:.3%}", error, ERROR),
    ]
    for ax, (title, arrows, color) in zip(axes, shown):
        field(arrows, best.curve, best, ax=plane(ax, extent, title), color=color)
        key(ax, color)
    return excess
