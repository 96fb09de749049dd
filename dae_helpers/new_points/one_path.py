"""The flow: straight lines from data to noise, and the bent paths that their mean directions make."""

from functools import cache, lru_cache, partial

import ipywidgets as widgets
import torch
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from torch import Tensor

from .. import flow, oracle, plots
from ..curve import Curve
from ..fields import Field
from ..palette import CLEAN, NOISY, TRUTH
from ..posterior import Posterior
from ..stage.controls import control
from ..stage.draggable import Draggable
from ..stage.pictures import Scene
from ..stage.typed import numbers

TIMES = [flow.FIRST, *(round(0.975 - 0.025 * k, 3) for k in range(39)), 0.0]
EXTENT, LINES, MANY = 2.0, 60, 40  # of the plane; straight lines through a place; paths seen together


def at_time(best: Posterior, t: float) -> Posterior:
    """Where x_t may have come from: the posterior of (1 − t)x, which has noise of the size t."""
    return Posterior((1 - t) * best.nodes, best.weights, t)


@plots.style.settings()
def explorer(curve: Curve) -> Draggable:
    """Drag the noise from which a path begins, and follow it down to the data. curve: of the data."""
    exact = cache(partial(oracle.PosteriorMean, curve))
    walk = partial(flow.heun, partial(flow.velocity, exact), TIMES)
    noise = torch.randn(MANY, 2, generator=torch.Generator().manual_seed(0))
    others, clean = walk(noise), curve.points(LINES)

    fig, (left, right) = plots.figure(2)
    plots.plane(left, EXTENT, "one path, and straight lines through its point")
    plots.plane(right, EXTENT, f"{MANY} paths, each from its ring (noise)")
    for ax in (left, right):
        plots.manifold(curve, ax, lw=1, animated=True)
    style = {"animated": True, "zorder": 3.5}
    lines = left.add_collection(LineCollection([], lw=1, animated=True, zorder=2))
    (way,) = left.plot([], [], color=NOISY, lw=2, **style)
    (chord,) = left.plot([], [], "--", color=NOISY, lw=1, **style)
    arrow = plots.field(Field(*torch.zeros(2, 1, 2)), ax=left, color=TRUTH, animated=True, zorder=4)
    (here,) = left.plot([], [], "o", ms=9, color=NOISY, mec="white", animated=True, zorder=5)
    (handle,) = left.plot([], [], "o", ms=13, color="none", mec=NOISY, mew=2, animated=True, zorder=5)
    labels = [left.text(0, 0, word, fontsize=13, animated=True, zorder=6) for word in ("ε", "data")]
    hills = plots.hills(at_time(exact(1.0), 0.5), right, animated=True)
    paths = LineCollection(others.transpose(0, 1).numpy(), color="0.4", lw=0.6, animated=True, zorder=2)
    right.add_collection(paths)
    right.plot(*others[0].T.numpy(), "o", ms=5, color="none", mec="0.4", animated=True, zorder=2)
    (points,) = right.plot([], [], "o", ms=4, color=NOISY, mew=0, **style)

    @lru_cache(maxsize=8)
    def path(point: str) -> Tensor:
        return walk(torch.tensor(numbers(point)).view(1, 2))[:, 0]

    def draw(t: float, point: str) -> str:
        k, visited = TIMES.index(t), path(point)
        x, best = visited[k : k + 1], exact(t / (1 - t))
        guess = x - t * flow.velocity(exact, x, t)
        p = Posterior((1 - t) * clean, torch.ones(LINES), t).posterior(x)[0]
        lines.set_segments(torch.stack([clean, (x - (1 - t) * clean) / t], dim=1).numpy())
        lines.set_color([to_rgba(CLEAN, strength) for strength in (8 * p).clamp(max=0.6).tolist()])
        way.set_data(*visited.T.numpy())
        chord.set_data(*visited[[0, -1]].T.numpy())
        here.set_data(*x.T.numpy())
        handle.set_data(*visited[:1].T.numpy())
        for label, end in zip(labels, visited[[0, -1]]):
            label.set_position((end + 0.09).tolist())
        arrow.set_offsets(x.numpy())
        plots.turn(arrow, Field(x, guess - x), color=TRUTH)
        plots.hills(at_time(best, t), right, hills, animated=True)
        points.set_data(*others[k].T.numpy())
        longer = visited.diff(dim=0).norm(dim=1).sum() / (visited[-1] - visited[0]).norm() - 1
        ends = [f"({each[0]:.2f}, {each[1]:.2f})" for each in (guess[0], visited[-1])]
        return (
            f"At t = {t:g} (σ = {t / (1 - t):.3g}) the straight lines lead on average to {ends[0]}, the tip "
            f"of the arrow. The path ends at {ends[1]}. It is {longer:.0%} longer than the dashed line."
        )

    words = "The time: 1 is pure noise, 0 the data"
    slider = control(widgets.SelectionSlider, "time t", words, options=TIMES[:-1], value=0.5)
    words = "The noise where the path begins: drag it in the picture, or type it"
    return Draggable(
        "one_path",
        left,
        Scene(fig, draw),
        t=slider,
        point=control(widgets.Text, "ε: x y", words, value="1.4 0.3"),
    )
