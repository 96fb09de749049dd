"""Points that follow the arrows, learned and exact, step after step."""

import math

import ipywidgets as widgets
import torch

from .. import arguments, fields, oracle, plots, sampling
from ..manifolds import circle
from ..palette import LEARNED, TRUTH
from ..stage.controls import Explorer, choice, control, sigma_slider
from ..stage.pictures import Scene
from ..training import Runs
from .ranges import common

STARTS = ("a ring", "the far corner", "all over", "one point")


def scene(runs: Runs) -> Scene:
    """Settings: curve, a key of runs; sigma; start, one of STARTS; x and y, for the start "one point".

    The paths under repeated application of r, learned on the left and exact on the right.
    """
    fig, axes = plots.figure(2)
    first, hills, drawn = oracle.best(next(iter(runs.values())).curve, 0.1), [], []
    for ax, title, color in zip(axes, ["learned: x ← r(x)", "exact: x ← r*(x)"], [LEARNED, TRUTH]):
        hills.append(plots.hills(first, plots.plane(ax, title=title), animated=True))
        style = {"animated": True, "ls": ""}
        drawn.append(
            [
                ax.plot([], [], color=plots.TRUTH, lw=1, animated=True)[0],
                ax.plot([], [], color=color, lw=1, marker=".", ms=3, animated=True)[0],
                ax.plot([], [], marker="o", ms=5, color=plots.NOISY, zorder=4, **style)[0],
                ax.plot([], [], marker="o", ms=5, color=plots.TRUTH, zorder=5, **style)[0],
            ]
        )

    def draw(curve: str, sigma: float, start: str, x: float = 0.0, y: float = 0.0) -> str:
        run = runs[arguments.one_of("curve", curve, runs)]
        begin = {
            "a ring": circle(1.45).points(24),
            "the far corner": torch.tensor([1.5, 1.5])
            - 0.25 * torch.cartesian_prod(*[torch.arange(3.0)] * 2),
            "all over": torch.cartesian_prod(*[torch.linspace(-1.4, 1.4, 8)] * 2),
            "one point": torch.tensor([[arguments.number("x", x), arguments.number("y", y)]]),
        }[arguments.one_of("start", start, STARTS)].float()
        place = start if start != "one point" else f"({x:.2f}, {y:.2f})"
        ends = []
        best = oracle.best(run.curve, sigma)
        for k, (r, lines) in enumerate(zip([run.model.at(sigma), best], drawn)):
            hills[k] = plots.hills(best, axes[k], hills[k], animated=True)
            visited = fields.path(r, begin, steps=30)
            gaps = torch.full((1, *begin.shape), math.nan)  # they lift the pen between two paths
            joined = torch.cat([visited, gaps]).transpose(0, 1).reshape(-1, 2)
            for line, at in zip(lines, [run.curve.outline, joined, visited[0], visited[-1]]):
                line.set_data(*at.T.numpy())
            ends.append(sampling.nearest(visited[-1], run.curve)[0].mean().item())
        return (
            f"The {curve} at σ = {sigma:.3g}, from {place} (orange) for 30 steps (to black): the learned "
            f"paths end {ends[0]:.3f} away from the curve on average, the exact ones {ends[1]:.3f}."
        )

    return Scene(fig, draw)


def explorer(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Drop points, and follow the arrows: learned and exact. curve, sigma: to begin with."""
    low, high = common(runs)
    range_ = {"min": -1.5, "max": 1.5, "step": 0.05, "value": 0.5}
    view = Explorer(
        "paths",
        scene(runs),
        curve=choice(
            "curve", "The curve to which the arrows lead", runs, arguments.one_of("curve", curve, runs)
        ),
        sigma=sigma_slider(low, high, arguments.number("sigma", sigma, low, high)),
        start=choice("start", "Where the points are dropped", STARTS, STARTS[0]),
        x=control(widgets.FloatSlider, "x", "Drop one point, this far to the right", **range_),
        y=control(widgets.FloatSlider, "y", "Drop one point, this far up", **range_),
    )
    for name in ("x", "y"):
        view.controls[name].observe(lambda _: view.set(start="one point"), "value")
    return view
