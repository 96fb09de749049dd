"""A button that trains a new network before the student's eyes."""

import asyncio
from collections.abc import Sequence
from itertools import count

import ipywidgets as widgets
from matplotlib.ticker import NullLocator

from .. import plots, training
from ..arguments import Map
from ..models import DAE
from ..stage.controls import Explorer, as_html, control
from ..stage.pictures import Scene
from ..training import Run, Runs

NAME = "Train a new DAE at this σ"


class Trainer:
    """Trains a DAE on an explorer's curve, at its σ; until then, and elsewhere, `runs` has the say."""

    def __init__(self, runs: Runs):
        self.runs, self.seeds = runs, count(1)
        self.own = self.task = self.explorer = None
        self.button = control(widgets.Button, NAME, "Press again to stop", layout={"width": "200px"})
        self.button.on_click(self.press)
        self.chart, self.scene = widgets.HTML(layout={"order": "-1"}), scene()  # above the field

    def join(self, explorer: Explorer) -> None:
        """Put the button and the chart into an explorer that has the controls curve and sigma."""
        self.explorer = explorer
        explorer.bar.children += (self.button,)
        explorer.pictures.children += (self.chart,)
        explorer.reset.on_click(lambda _: (self.forget(), explorer.redraw()))
        for name in ("curve", "sigma"):
            explorer.controls[name].observe(self.forget, "value")

    def learned(self, curve: str, sigma: float) -> Map:
        """The network trained here for this curve at this σ, else that of the runs."""
        run = self.runs[curve]
        if self.own and (self.own.curve, self.own.sigma) == (run.curve, sigma):
            return self.own.model
        return run.model.at(sigma)

    def press(self, _) -> None:
        """Begin a training, or stop the one that is under way."""
        if self.task and not self.task.done():
            self.task.cancel()
        else:
            self.button.description, self.task = "Stop", asyncio.ensure_future(self.train())
            self.task.add_done_callback(lambda _: self.button.set_trait("description", NAME))

    async def train(self) -> None:
        with self.explorer.mistakes_shown():
            curve, sigma = self.runs[self.explorer.settings["curve"]].curve, self.explorer.settings["sigma"]
            seed, losses = next(self.seeds), []
            own = Run(DAE(seed=seed), curve, sigma, training.floor(curve, sigma))
            for state in training.steps(own.model, curve, sigma, seed=seed):
                losses.append(state.loss)
                if state.step % 20 == 0:
                    self.own = own
                    self.explorer.redraw()
                    self.chart.value = as_html(*self.scene.png(losses=losses, floor=own.floor))
                    await asyncio.sleep(0.01)  # lets messages in: a slider's, or the button's

    def forget(self, _=None) -> None:
        """A network trained on one curve at one σ has nothing to say about another."""
        if self.task and not self.task.done():
            self.task.cancel()
        self.own, self.chart.value = None, ""


@plots.style.settings()
def scene() -> Scene:
    """Settings: losses, one for each step so far; floor. The loss of a training that is under way."""
    fig, (ax,) = plots.figure(1, width=6, height=1.9)
    (line,) = ax.plot([], [], color=plots.LEARNED, lw=1, animated=True)
    ax.axhline(1, color=plots.TRUTH, ls="--", lw=1.2)
    ax.set(xlabel="training step", ylabel="loss / floor", yscale="log", xlim=(0, 300), ylim=(0.7, 20))
    ax.set_yticks([1, 2, 5, 10], labels=["1", "2", "5", "10"], minor=False)
    ax.yaxis.set_minor_locator(NullLocator())

    def draw(losses: Sequence[float], floor: float) -> str:
        line.set_data(range(1, len(losses) + 1), [loss / floor for loss in losses])
        recent = losses[-25:]
        return f"Step {len(losses)}: the loss is {sum(recent) / len(recent) / floor:.3f} times its floor."

    return Scene(fig, draw)
