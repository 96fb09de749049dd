"""The learned fields of several curves, side by side under one σ."""

from .. import arguments, fields, oracle, plots
from ..stage.controls import Explorer, sigma_slider
from ..stage.pictures import Scene, about
from ..training import Runs
from .ranges import common


def scene(runs: Runs) -> Scene:
    """Settings: sigma. The learned fields of all the curves side by side."""
    fig, axes = plots.figure(len(runs))
    start, hills, arrows = fields.on_grid(lambda x: x, n=13), {}, {}
    for ax, (name, run) in zip(axes, runs.items()):
        plots.manifold(run.curve, plots.plane(ax, title=name), lw=1, animated=True)
        hills[name] = plots.hills(oracle.best(run.curve, 0.1), ax, animated=True)
        arrows[name] = plots.field(start, ax=ax, animated=True)
        plots.key(ax)

    def draw(sigma: float) -> str:
        risks = []
        for ax, (name, run) in zip(axes, runs.items()):
            r, best = run.model.at(sigma), oracle.best(run.curve, sigma)
            hills[name] = plots.hills(best, ax, hills[name], animated=True)
            plots.turn(arrows[name], fields.on_grid(r, n=13), best)
            risks.append(f"{name} {about(oracle.excess_risk(r, run.curve, sigma, n=2048))}")
        return (
            f"One network for each curve, asked for σ = {sigma:.3g}. Excess risk, about: {', '.join(risks)}."
        )

    return Scene(fig, draw)


def explorer(runs: Runs, sigma: float = 0.1) -> Explorer:
    """All curves side by side under one σ. sigma: to begin with."""
    low, high = common(runs)
    slider = sigma_slider(low, high, arguments.number("sigma", sigma, low, high))
    return Explorer("side-by-side", scene(runs), sigma=slider)
