"""The field and the loss while a network was trained."""

import ipywidgets as widgets

from .. import arguments, fields, oracle, plots
from ..palette import NOISY
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene, about
from ..training import Run


@plots.style.settings()
def explorer(run: Run) -> Explorer:
    """The field and the loss while a network was trained: drag the slider, or press play."""
    steps = sorted(arguments.instance("run", run, Run, "training.fit(model, curve)").snapshots)
    shots = [fields.on_grid(run.snapshots[step], n=17) for step in steps]
    best = oracle.best(run.curve, run.sigma)
    risks = [oracle.excess_risk(run.snapshots[step], run.curve, run.sigma, n=2048) for step in steps]
    fig, (left, right) = plots.figure(2)
    plots.hills(best, plots.plane(left))
    arrows = plots.field(shots[0], ax=left, animated=True)
    plots.manifold(run.curve, left, lw=1, animated=True)
    plots.loss(run, right)
    (now,) = right.plot([], [], "o", ms=9, color=NOISY, mec="white", zorder=5, animated=True)

    def draw(frame: int) -> str:
        step = steps[frame]
        plots.turn(arrows, shots[frame], best)
        loss = run.loss[max(0, step - 25) : max(1, step)].median()
        now.set_data([max(1, step)], [loss])
        return (
            f"After {step} steps: loss {loss:.3g}, which is {loss / run.floor:.2f} times its floor; "
            f"excess risk about {about(risks[frame])}."
        )

    tooltip, last = "The training's snapshots, in order", len(steps) - 1
    slider = control(widgets.IntSlider, "frame", tooltip, min=0, max=last, value=last)
    view = Explorer("film", Scene(fig, draw), frame=slider)
    add_player(view, "frame", interval=300)
    return view
