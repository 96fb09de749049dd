"""Points that follow the arrows, learned and exact, step after step (for the exact ones: mean shift)."""

import math

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import arguments, fields, oracle, plots, sampling
from ..manifolds import circle
from ..oracle import PosteriorMean
from ..palette import LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, choice, control, sigma_slider
from ..stage.pictures import Scene
from ..training import Runs
from .ranges import common

STARTS = {
    "a ring": circle(1.45).points(24),
    "the far corner": torch.tensor([1.5, 1.5]) - 0.25 * torch.cartesian_prod(*[torch.arange(3.0)] * 2),
    "all over": torch.cartesian_prod(*[torch.linspace(-1.4, 1.4, 8)] * 2),
    "one point": None,  # at (x, y)
}


@plots.style.settings()
def explorer(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Drop points, and follow the arrows: learned and exact. curve, sigma: to begin with."""
    low, high = common(runs)
    arguments.one_of("curve", curve, runs)
    arguments.number("sigma", sigma, low, high)
    fig, axes = plots.figure(2)
    first, hills, drawn = oracle.best(next(iter(runs.values())).curve, 0.1), [], []
    for ax, title, color in zip(axes, ["learned: x ← r(x)", "exact: x ← r*(x)"], [LEARNED, TRUTH]):
        hills.append(plots.hills(first, plots.plane(ax, title=title), animated=True))
        styles = [
            {"color": TRUTH, "lw": 1},
            {"color": color, "lw": 1, "marker": ".", "ms": 3},
            {"color": NOISY, "ls": "", "marker": "o", "ms": 5, "zorder": 4},
            {"color": TRUTH, "ls": "", "marker": "o", "ms": 5, "zorder": 5},
        ]
        drawn.append([ax.plot([], [], animated=True, **style)[0] for style in styles])

    def draw(curve: str, sigma: float, start: str, x: float = 0.0, y: float = 0.0) -> str:
        run, best, ends = runs[curve], oracle.best(runs[curve].curve, sigma), []
        begin = torch.tensor([[x, y]]) if start == "one point" else STARTS[start]
        both = fields.path(run.model.at(sigma), begin, steps=30), mean_shift(best, begin, steps=30)
        for k, (visited, lines) in enumerate(zip(both, drawn)):
            hills[k] = plots.hills(best, axes[k], hills[k], animated=True)
            gaps = torch.full((1, *begin.shape), math.nan)  # they lift the pen between two paths
            joined = torch.cat([visited, gaps]).transpose(0, 1).reshape(-1, 2)
            for line, at in zip(lines, [run.curve.outline, joined, visited[0], visited[-1]]):
                line.set_data(*at.T.numpy())
            ends.append(sampling.nearest(visited[-1], run.curve)[0].mean())
        place = f"({x:.2f}, {y:.2f})" if start == "one point" else start
        return (
            f"The {curve} at σ = {sigma:.3g}, from {place} (orange) for 30 steps (to black): the learned "
            f"paths end {ends[0]:.3f} away from the curve on average, the exact ones {ends[1]:.3f}."
        )

    range_ = {"min": -1.5, "max": 1.5, "step": 0.05, "value": 0.5}
    view = Explorer(
        "paths",
        Scene(fig, draw),
        curve=choice("curve", "The curve to which the arrows lead", runs, curve),
        sigma=sigma_slider(low, high, sigma),
        start=choice("start", "Where the points are dropped", STARTS, "a ring"),
        x=control(widgets.FloatSlider, "x", "Drop one point, this far to the right", **range_),
        y=control(widgets.FloatSlider, "y", "Drop one point, this far up", **range_),
    )
    for name in ("x", "y"):
        view.controls[name].observe(lambda _: view.set(start="one point"), "value")
    return view


def mean_shift(best: PosteriorMean, start: Tensor, steps: int) -> Tensor:
    """fields.path(best, start, steps) for a few points in view, quick enough for a slider: to 1e-4."""
    nodes, variance, visited = best.nodes.float(), best.sigma**2, [start]
    offset = best.weights.log().float() - nodes.square().sum(dim=1) / (2 * variance)
    towards = nodes.T.contiguous() / variance
    for _ in range(steps):
        # p(x | x̃) ∝ w·exp(−‖x̃ − x‖²/2σ²)
        visited.append(torch.addmm(offset, visited[-1], towards).softmax(dim=1) @ nodes)
    return torch.stack(visited)
