"""The field and the loss while a network was trained."""

import ipywidgets as widgets

from .. import arguments, fields, oracle, plots
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene, about
from ..training import Run


def scene(run: Run) -> Scene:
    """Settings: frame, from 0 to the number of the run's snapshots − 1. The field and the loss, together."""
    steps = sorted(run.snapshots)
    shots = [fields.on_grid(run.snapshots[step], n=17) for step in steps]
    best = oracle.best(run.curve, run.sigma)
    risks = [oracle.excess_risk(run.snapshots[step], run.curve, run.sigma, n=2048) for step in steps]
    fig, (left, right) = plots.figure(2)
    plots.plane(left)
    plots.hills(best, left)
    arrows = plots.field(shots[0], ax=left, animated=True)
    plots.manifold(run.curve, left, lw=1, animated=True)
    plots.loss(run, right)
    (now,) = right.plot([], [], "o", ms=9, color=plots.NOISY, mec="white", zorder=5, animated=True)

    def draw(frame: int) -> str:
        if arguments.count("frame", frame, least=0) >= len(steps):
            raise ValueError(f"frame must be below {len(steps)}, got {frame!r}")
        step = steps[frame]
        plots.turn(arrows, shots[frame], best)
        loss = run.loss[max(0, step - 25) : max(1, step)].median().item()
        now.set_data([max(1, step)], [loss])
        return (
            f"After {step} steps: loss {loss:.3g}, which is {loss / run.floor:.2f} times its floor; "
            f"excess risk about {about(risks[frame])}."
        )

    return Scene(fig, draw)


def explorer(run: Run) -> Explorer:
    """The field and the loss while a network was trained: drag the slider, or press play."""
    last = len(arguments.instance("run", run, Run, "training.fit(model, curve)").snapshots) - 1
    frame = control(
        widgets.IntSlider, "frame", "The training's snapshots, in order", min=0, max=last, value=last
    )
    view = Explorer("film", scene(run), frame=frame)
    add_player(view, "frame", interval=300)
    return view
