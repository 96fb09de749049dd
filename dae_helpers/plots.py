"""How things are drawn: each function draws on an ax, returns the artists, and never shows.

Clean points are teal, corrupted points orange-red, the truth black, in every figure.
An arrow is drawn at its true length: its tip is where the map sends its tail.
"""

from collections.abc import Callable, Sequence

import matplotlib as mpl
import torch
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.quiver import Quiver
from matplotlib.ticker import LogLocator, NullLocator
from torch import Tensor

from . import arguments, fields
from .corruption import pairs
from .fields import Field
from .manifolds import Curve
from .oracle import PosteriorMean, excess_risk
from .palette import CLEAN, LEARNED, NOISY, TRUTH
from .training import Run

# Plasma is perceptually uniform and safe for colour-blind eyes; its pale end is left out on white.
LENGTH = LinearSegmentedColormap.from_list("length", mpl.colormaps["plasma"].resampled(256)(range(215)))

GLOW = LinearSegmentedColormap.from_list("glow", [(*mpl.colors.to_rgb(CLEAN), 0), CLEAN])


def figure(columns: int = 1, width: float = 4.0, height: float = 4.2) -> tuple[Figure, list[Axes]]:
    """A figure of panels in a row, each width × height inches, that needs no window: (figure, axes)."""
    fig = Figure(figsize=(width * columns, height), layout="constrained")
    FigureCanvasAgg(fig)
    return fig, list(fig.subplots(1, columns, squeeze=False)[0])


def plane(ax: Axes, extent: float = 1.6, title: str = "") -> Axes:
    """Make the ax a piece of the plane, [−extent, extent]², with equal axes."""
    ax.set(xlim=(-extent, extent), ylim=(-extent, extent), aspect="equal", title=title)
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.tick_params(length=0, colors="0.45")
    ax.spines[:].set_color("0.85")
    return ax


def manifold(curve: Curve, ax: Axes, **style) -> Artist:
    """The curve itself, as a black line."""
    arguments.instance("curve", curve, Curve, "manifolds.circle()")
    (drawn,) = ax.plot(*curve.outline.T.numpy(), **{"color": TRUTH, "lw": 1.5, "zorder": 3} | style)
    return drawn


def points(x: Tensor, ax: Axes, color: str = CLEAN, size: float = 6, **style) -> Artist:
    """Points (n, 2): clean ones teal, which is the default; corrupted ones with color=NOISY."""
    x = arguments.points("x", x, d=2).detach().cpu()
    return ax.scatter(*x.T.numpy(), s=size, color=color, **{"linewidths": 0, "zorder": 2} | style)


def field(field: Field, curve: Curve | None = None, *, ax: Axes, longest: float = 0.5, **style) -> Quiver:
    """Arrows at their true length, coloured by it; those of `longest` or more all look alike."""
    arguments.instance("field", field, Field, "fields.on_grid(model)")
    if curve is not None:
        manifold(curve, ax, lw=1)
    at, arrows = (arguments.points("field", each, d=2).detach().cpu() for each in field)
    return ax.quiver(
        *at.T.numpy(), *arrows.T.numpy(), arrows.norm(dim=1).numpy(),
        angles="xy", scale_units="xy", scale=1, cmap=LENGTH, norm=Normalize(0, longest),
        width=0.004, headwidth=3.5, headlength=4, headaxislength=3.5, minlength=0.5, zorder=2.5, **style,
    )  # fmt: skip


def turn(arrows: Quiver, field: Field) -> None:
    """Give a drawn field's arrows new directions and lengths; their tails stay where they are."""
    ahead = field.arrows.detach().cpu()
    arrows.set_UVC(*ahead.T.numpy(), ahead.norm(dim=1).numpy())


def colorbar(arrows: Quiver, axes: Axes | Sequence[Axes], label: str = "arrow's length") -> Artist:
    """The key to the arrows' colour, beside one ax or several."""
    return arrows.figure.colorbar(arrows, ax=axes, label=label, shrink=0.75, pad=0.02, extend="max")


def loss(run: Run, ax: Axes) -> list[Artist]:
    """A run's loss at each step, a running median, and the floor below which no map can come."""
    if len(arguments.instance("run", run, Run, "training.fit(model, curve)").loss) == 0:
        raise ValueError("run must hold at least one step of training, got none")
    steps = range(1, len(run.loss) + 1)
    each = ax.plot(steps, run.loss.numpy(), color=LEARNED, lw=0.7, alpha=0.5, label="loss of each batch")
    window = min(25, len(run.loss))
    middle, first = run.loss.unfold(0, window, 1).median(dim=1).values, window // 2
    trend = ax.plot(
        steps[first : first + len(middle)],
        middle.numpy(),
        color=LEARNED,
        lw=1.8,
        label=f"its median over {window} steps",
    )
    least = ax.axhline(run.floor, color=TRUTH, ls="--", lw=1.2, label=f"floor: {run.floor:.4g}")
    ax.set(yscale="log", xlabel="training step", ylabel="loss")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_locator(NullLocator())
    ax.legend(frameon=False)
    return [*each, *trend, least]


def paths(visited: Tensor, ax: Axes, color: str = LEARNED, **style) -> list[Artist]:
    """Paths (steps + 1, k, 2) of k points: orange-red where they start, black where they come to rest."""
    if getattr(visited, "ndim", 0) != 3:
        raise ValueError(f"visited must be paths (steps + 1, k, 2), got {arguments.brief(visited)}")
    visited = visited.detach().cpu()
    lines = ax.plot(
        *visited.permute(2, 0, 1).numpy(), color=color, **{"lw": 1.2, "marker": ".", "ms": 3} | style
    )
    start = points(visited[0], ax, NOISY, size=30, zorder=4)
    rest = points(visited[-1], ax, TRUTH, size=30, zorder=5)
    return [*lines, start, rest]


def support(best: PosteriorMean, ax: Axes, extent: float = 1.6) -> Artist:
    """Grey where training almost never looked: outside the densest 99% of the corrupted points."""
    arguments.instance("best", best, PosteriorMean, "oracle.PosteriorMean(curve, 0.1)")
    _, x_noisy, _ = next(pairs(best.curve, best.sigma, 4096))
    level = best.log_density(x_noisy).quantile(0.01).item()
    ticks = torch.linspace(-extent, extent, 101)
    log_p = best.log_density(torch.cartesian_prod(ticks, ticks)).view(101, 101).T
    bottom = min(log_p.min().item(), level) - 1
    return ax.contourf(
        ticks.numpy(), ticks.numpy(), log_p.numpy(), levels=[bottom, level], colors=["0.9"], zorder=0
    )


def compare(r: Callable[[Tensor], Tensor], best: PosteriorMean, axes: Sequence[Axes], n: int = 25) -> float:
    """Three fields side by side: learned, exact, and their difference. Returns the excess risk.

    r: the learned map; best: the exact one; axes: three; n: arrows to a side. Grey: see support.
    """
    arguments.instance("best", best, PosteriorMean, "oracle.PosteriorMean(curve, 0.1)")
    if len(axes) != 3:
        raise ValueError(f"axes must be three, got {len(axes)}")
    learned, exact = fields.on_grid(r, n=n), fields.on_grid(best, n=n)
    error = Field(learned.points, learned.arrows - exact.arrows)
    excess = excess_risk(r, best.curve, best.sigma)
    titles = ["learned: r(x̃) − x̃", "exact: r*(x̃) − x̃", f"error: excess risk {excess:.2%}"]
    for ax, title, arrows in zip(axes, titles, [learned, exact, error]):
        support(best, plane(ax, title=title))
        quiver = field(arrows, best.curve, ax=ax)
    colorbar(quiver, list(axes))
    return excess
