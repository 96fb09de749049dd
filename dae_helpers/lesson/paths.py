"""Points that follow the arrows, learned and exact, step after step."""

import math

import ipywidgets as widgets
import torch

from .. import arguments, fields, oracle, plots, sampling
from ..manifolds import circle
from ..stage.controls import Explorer, choice, control
from ..stage.pictures import Scene
from ..training import Runs
from .ranges import curve_menu, over_ranges, sigma_slider

STARTS = ("a ring", "the far corner", "all over", "one point")


def scene(runs: Runs) -> Scene:
    """Settings: curve, a key of runs; sigma; start, one of STARTS; x and y, for the start "one point".

    The paths under repeated application of r, learned on the left and exact on the right.
    """
    fig, axes = plots.figure(2)
    drawn = []
    for ax, title in zip(axes, ["learned: x ← r(x)", "exact: x ← r*(x)"]):
        plots.plane(ax, title=title)
        style = {"animated": True, "ls": ""}
        drawn.append(
            [
                ax.plot([], [], color=plots.TRUTH, lw=1)[0],
                ax.plot([], [], color=plots.LEARNED, lw=1, marker=".", ms=3, animated=True)[0],
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
        for r, artists in zip([run.model.at(sigma), oracle.best(run.curve, sigma)], drawn):
            visited = fields.path(r, begin, steps=30)
            gaps = torch.full((1, *begin.shape), math.nan)  # they lift the pen between two paths
            joined = torch.cat([visited, gaps]).transpose(0, 1).reshape(-1, 2)
            for line, at in zip(artists, [run.curve.outline, joined, visited[0], visited[-1]]):
                line.set_data(*at.T.numpy())
            ends.append(sampling.nearest(visited[-1], run.curve)[0].mean().item())
        return (
            f"The {curve} at σ = {sigma:.3g}, from {place} (orange) for 30 steps (to black): the learned "
            f"paths end {ends[0]:.3f} away from the curve on average, the exact ones {ends[1]:.3f}."
        )

    return Scene(fig, draw, still=("curve",))


def explorer(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Drop points, and follow the arrows: learned and exact. curve, sigma: to begin with."""
    range_ = {"min": -1.5, "max": 1.5, "step": 0.05, "value": 0.5}
    view = Explorer(
        "paths",
        scene(over_ranges(runs)),
        curve=curve_menu(runs, "The curve to which the arrows lead", curve),
        sigma=sigma_slider(runs, sigma),
        start=choice("start", "Where the points are dropped", STARTS, STARTS[0]),
        x=control(widgets.FloatSlider, "x", "Drop one point, this far to the right", **range_),
        y=control(widgets.FloatSlider, "y", "Drop one point, this far up", **range_),
    )
    for name in ("x", "y"):
        view.controls[name].observe(lambda _: view.set(start="one point"), "value")
    return view
