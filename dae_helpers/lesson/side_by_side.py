"""The learned fields of several curves, side by side under one σ."""

from .. import fields, oracle, plots
from ..corruption import gaussian
from ..stage.controls import Explorer
from ..stage.pictures import Scene, about
from ..training import Runs
from .ranges import over_ranges, sigma_slider


def scene(runs: Runs) -> Scene:
    """Settings: sigma. The learned fields of all the curves side by side."""
    fig, axes = plots.figure(len(runs), width=3.6, height=3.8)
    arrows, noisy = {}, {}
    for ax, (name, run) in zip(axes, runs.items()):
        (noisy[name],) = ax.plot([], [], ".", ms=2.5, color=plots.NOISY, alpha=0.5, animated=True)
        here = fields.on_grid(lambda x: x, n=19)
        arrows[name] = plots.field(here, ax=plots.plane(ax, title=name), animated=True)
        plots.manifold(run.curve, ax, lw=1, animated=True)

    def draw(sigma: float) -> str:
        risks = []
        for name, run in runs.items():
            r = run.model.at(sigma)
            plots.turn(arrows[name], fields.on_grid(r, n=19))
            noisy[name].set_data(*gaussian(run.curve.sample(300), sigma).T.numpy())
            risks.append(f"{name} {about(oracle.excess_risk(r, run.curve, sigma, n=2048))}")
        return (
            f"One network for each curve, asked for σ = {sigma:.3g}. Excess risk, about: {', '.join(risks)}."
        )

    return Scene(fig, draw)


def explorer(runs: Runs, sigma: float = 0.1) -> Explorer:
    """All curves side by side under one σ. sigma: to begin with."""
    return Explorer("side-by-side", scene(over_ranges(runs)), sigma=sigma_slider(runs, sigma))
