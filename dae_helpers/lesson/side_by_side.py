"""The learned fields of several curves, side by side under one σ."""

from .. import arguments, fields, oracle, plots
from ..stage.controls import Explorer, sigma_slider
from ..stage.pictures import Scene, about
from ..training import Runs
from .ranges import common, excess_risk


@plots.style.settings()
def explorer(runs: Runs, sigma: float = 0.1) -> Explorer:
    """All curves side by side under one σ. sigma: to begin with."""
    low, high = common(runs)
    slider = sigma_slider(low, high, arguments.number("sigma", sigma, low, high))
    fig, axes = plots.figure(len(runs))
    start, hills, arrows = fields.on_grid(lambda x: x, n=13), {}, {}
    risks = {name: excess_risk(run) for name, run in runs.items()}
    for ax, (name, run) in zip(axes, runs.items()):
        plots.manifold(run.curve, plots.plane(ax, title=name), lw=1, animated=True)
        hills[name] = plots.hills(oracle.best(run.curve, 0.1), ax, animated=True)
        arrows[name] = plots.field(start, ax=ax, animated=True)
        plots.key(ax)

    def draw(sigma: float) -> str:
        for ax, (name, run) in zip(axes, runs.items()):
            best = oracle.best(run.curve, sigma)
            hills[name] = plots.hills(best, ax, hills[name], animated=True)
            plots.turn(arrows[name], fields.on_grid(run.model.at(sigma), n=13), best)
        told = ", ".join(f"{name} {about(risk(sigma))}" for name, risk in risks.items())
        return f"One network for each curve, asked for σ = {sigma:.3g}. Excess risk, about: {told}."

    return Explorer("side-by-side", Scene(fig, draw), sigma=slider)
