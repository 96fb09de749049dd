"""Velocities side by side, and how near and how even points are that were made in a few evaluations."""

from collections.abc import Callable, Mapping

from matplotlib.collections import LineCollection
from matplotlib.ticker import NullLocator
from torch import Tensor

from .. import fields, flow, oracle, plots, sampling
from ..arguments import Map
from ..clouds import measures
from ..curve import Curve
from ..fields import Field
from ..flow import Velocity
from ..palette import LEARNED, TRUTH
from ..stage.pictures import Shown
from .one_path import at_time

Walks = dict[str, dict[int, Tensor]]  # by method: the clouds (n, 2) after so many evaluations
BUDGETS = (1, 2, 4, 8, 16, 64)
LOOKS = {"DDIM": "o-", "Heun": "s--", "reflow": "D:", "Langevin": "^:"}


@plots.style.settings()
def velocities(curve: Curve, shown: Mapping[str, Velocity], t: float) -> Shown:
    """Velocities at one time, as arrows −t·v from x_t to the guess of the data. shown: exact first."""
    sigma = t / (1 - t)
    fig, axes = plots.figure(len(shown))
    told = []
    for k, (ax, (title, v)) in enumerate(zip(axes, shown.items())):
        arrows = fields.on_grid(lambda x, v=v: x - t * v(x, t), n=15)
        color = LEARNED if k else TRUTH
        best = at_time(oracle.best(curve, sigma), t)
        plots.field(Field(*arrows), curve, best, ax=plots.plane(ax, title=title), color=color)
        excess = oracle.excess_risk(flow.denoiser(v, sigma), curve, sigma)
        told.append(f"{title} {excess:.2%}")
    return fig, (
        f"Arrows −t·v at t = {t:g}, pale where x_t is rare. By how much the error E‖v − (ε − x)‖² exceeds "
        f"the least possible one: {'; '.join(told)}."
    )


def walks(v: Velocity, noise: Tensor) -> Walks:
    """What DDIM's and Heun's steps along a velocity make of noise (n, 2)."""
    return {
        "DDIM": {n: flow.euler(v, flow.times(n), noise)[-1] for n in BUDGETS},
        # Its last step asks once.
        "Heun": {n - 1: flow.heun(v, flow.times(n // 2), noise)[-1] for n in BUDGETS[1:]},
    }


def annealed(at: Callable[[float], Map], noise: Tensor) -> Walks:
    """What annealed Langevin dynamics makes of it, with one step at each level."""
    levels = {n: sampling.levels(0.5, 0.02, n) for n in BUDGETS[1:]}
    return {"Langevin": {n: sampling.annealed(at, levels[n], 0.6 * noise, steps=1)[-1] for n in levels}}


@plots.style.settings()
def compared(curve: Curve, exact: Walks, learned: Walks, bent: Tensor, straight: Tensor) -> Shown:
    """Median distance and unevenness over the evaluations spent, by each method.

    exact, learned: the clouds by each velocity; bent, straight: paths before and after reflow, (steps, k, 2).
    """
    fig, (*graphs, paths) = plots.figure(3)
    told = []
    for kind, color, made in [("exact", TRUTH, exact), ("learned", LEARNED, learned)]:
        for method, clouds in made.items():
            found = [measures(points, curve) for points in clouds.values()]
            for ax, each in zip(graphs, zip(*found)):
                label = f"{method}, {kind}"
                look = {"color": "0.6" if method == "Langevin" else color, "ms": 5, "lw": 1.4, "label": label}
                ax.plot(list(clouds), each, LOOKS[method], **look)
            near = list(clouds).index(min(clouds, key=lambda n: abs(n - 8)))
            told.append("{}, {}: {:.4f} and {:.1f}".format(method, kind, *found[near]))
    marks = {"median distance": [0.001, 0.01, 0.1], "unevenness": [1, 10, 100, 1000]}
    for ax, (title, ticks) in zip(graphs, marks.items()):
        plots.graph(ax, "evaluations", "").set(xscale="log", yscale="log", title=title)
        ax.set_xticks(BUDGETS, labels=map(str, BUDGETS))
        ax.set_yticks(ticks, labels=[f"{tick:g}" for tick in ticks])
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_minor_locator(NullLocator())
    graphs[1].legend(frameon=False, fontsize=10, loc="upper right")
    plots.manifold(curve, plots.plane(paths, title="paths: learned (grey), reflow"), lw=1)
    for walked, color in [(bent, "0.6"), (straight, LEARNED)]:
        paths.add_collection(LineCollection(walked.transpose(0, 1).numpy(), color=color, lw=0.8))
    return fig, f"After eight evaluations (Heun after seven), distance and unevenness. {'; '.join(told)}."
