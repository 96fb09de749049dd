"""The lesson's pictures of points that move: along the arrows, and down the noise levels."""

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from . import arguments, fields, plots, quick, sampling
from .manifolds import Curve, circle
from .pictures import Scene
from .training import Runs

STARTS = ("a ring", "the far corner", "all over", "one point")


def paths(runs: Runs) -> Scene:
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
        for r, artists in zip([run.model.at(sigma), quick.posterior_mean(run.curve, sigma)], drawn):
            visited = fields.path(r, begin, steps=30)
            gaps = torch.full((1, *begin.shape), math.nan)  # they lift the pen between two paths
            joined = torch.cat([visited, gaps]).transpose(0, 1).reshape(-1, 2)
            for line, at in zip(artists, [run.curve.vertices[::128], joined, visited[0], visited[-1]]):
                line.set_data(*at.T.numpy())
            ends.append(sampling.nearest(visited[-1], run.curve)[0].mean().item())
        return (
            f"The {curve} at σ = {sigma:.3g}, from {place} (orange) for 30 steps (to black): the learned "
            f"paths end {ends[0]:.3f} away from the curve on average, the exact ones {ends[1]:.3f}."
        )

    return Scene(fig, draw, still=("curve",))


def falling(curve: Curve, sigmas: Sequence[float], walks: Mapping[str, Tensor]) -> Scene:
    """Settings: step, from 0 to the walks' length − 1. Points that fall onto the curve, side by side.

    walks: by their titles, what sampling.annealed returned for the noise levels sigmas.
    """
    lengths = {
        len(walk) for walk in arguments.instance("walks", walks, Mapping, "{'learned': walk}").values()
    }
    if len(lengths) != 1:
        raise ValueError(
            f"walks must hold one walk or more, all of one length, got lengths {sorted(lengths)}"
        )
    last = lengths.pop() - 1
    fig, axes = plots.figure(len(walks))
    drawn = {}
    for ax, title in zip(axes, walks):
        plots.manifold(curve, plots.plane(ax, title=title), lw=0.8)
        (drawn[title],) = ax.plot([], [], ".", ms=3, color=plots.NOISY, zorder=4, animated=True)

    def draw(step: int) -> str:
        step = round(arguments.number("step", arguments.count("step", step, least=0), least=0, most=last))
        measured = []
        for title, walk in walks.items():
            drawn[title].set_data(*walk[step].T.numpy())
            distances, places = sampling.nearest(walk[step], curve)
            measured.append(f"{title} {distances.mean():.3f} ({sampling.unevenness(places):.1f})")
        level = sigmas[max(step - 1, 0) * len(sigmas) // last]
        return (
            f"Step {step} of {last}, σ = {level:.3f}. Mean distance to the {curve.name}, and unevenness in "
            f"brackets: {', '.join(measured)}."
        )

    return Scene(fig, draw)
