"""Velocities side by side, and how near and how even points are that were made in a few evaluations."""

from collections.abc import Callable, Mapping

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
from .bending import at_time

Walks = dict[str, dict[int, Tensor]]  # by method: the clouds (n, 2) after so many evaluations
BUDGETS = (1, 2, 4, 8, 16, 64)
LOOKS = {"DDIM": ("o-", TRUTH), "Heun": ("s--", TRUTH), "Langevin": ("^:", "0.5"), "reflow": ("D-", LEARNED)}


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
        plots.key(ax, color)
        excess = oracle.excess_risk(flow.denoiser(v, sigma), curve, sigma)
        told.append(f"{title} {excess:.2%}")
    return fig, (
        f"Arrows −t·v at t = {t:g}. By how much the error E‖v − (ε − x)‖² exceeds the least possible one: "
        f"{'; '.join(told)}."
    )


def walks(at: Callable[[float], Map], v: Velocity, noise: Tensor) -> Walks:
    """What each method makes of noise (n, 2): DDIM and Heun by the velocity, Langevin by the denoiser."""
    made = {"DDIM": {n: flow.euler(v, flow.times(n), noise)[-1] for n in BUDGETS}, "Heun": {}, "Langevin": {}}
    for n in BUDGETS[1:]:
        made["Heun"][n - 1] = flow.heun(v, flow.times(n // 2), noise)[-1]  # the last step asks once
        levels = sampling.levels(0.5, 0.02, n)
        made["Langevin"][n] = sampling.annealed(at, levels, 0.6 * noise, steps=1)[-1]
    return made


@plots.style.settings()
def compared(curve: Curve, panels: Mapping[str, Walks]) -> Shown:
    """Median distance and unevenness over the evaluations spent, by each method. panels: by their titles."""
    columns = len(panels)
    fig, axes = plots.figure(columns, height=6.2, ratios=(1, 1))
    told = []
    for k, (title, made) in enumerate(panels.items()):
        for method, clouds in made.items():
            found = [measures(points, curve) for points in clouds.values()]
            look, color = LOOKS[method]
            for ax, each in zip((axes[k], axes[columns + k]), zip(*found)):
                ax.plot(list(clouds), each, look, color=color, ms=5, lw=1.4, label=method)
            near = list(clouds).index(min(clouds, key=lambda n: abs(n - 8)))
            told.append("{} {}: {:.4f} and {:.1f}".format(title, method, *found[near]))
        axes[k].set_title(title)
    marks = [0.001, 0.01, 0.1], [1, 10, 100, 1000]
    for row, label in enumerate(["median distance", "unevenness"]):
        for k, ax in enumerate(axes[row * columns : (row + 1) * columns]):
            plots.graph(ax, "evaluations" * row, "" if k else label).set(xscale="log", yscale="log")
            ax.set_xticks(BUDGETS, labels=map(str, BUDGETS))
            ax.set_yticks(marks[row], labels=[f"{mark:g}" for mark in marks[row]])
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_minor_locator(NullLocator())
            ax.set_ylim(marks[row][0] / 2.5, marks[row][-1] * 4)
    axes[-1].legend(frameon=False, fontsize=12, loc="upper right")
    for ax in axes[columns:]:
        ax.axhline(1, color=TRUTH, ls=":", lw=1)
    return fig, f"After eight evaluations (Heun after seven), distance and unevenness. {'; '.join(told)}."
