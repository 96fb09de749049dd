"""The explorers: sliders around the scenes, for the student's hand."""

import asyncio
import base64
import textwrap
from itertools import count

import ipywidgets as widgets
from IPython.display import display
from matplotlib.figure import Figure

from . import motions, scenes, training
from .controls import Explorer, as_html, choice, control, log_slider
from .manifolds import BY_NAME
from .models import DAE
from .pictures import encode
from .training import Run, Runs


def show(figure: Figure, caption: str) -> None:
    """Display a figure, with its caption as alt text and in words below it."""
    figure.canvas.draw()
    png = base64.b64encode(encode(figure.canvas)).decode()
    alt = {"image/png": {"alt": caption}}
    display({"image/png": png, "text/plain": caption}, metadata=alt, raw=True)
    print(textwrap.fill(caption, 100))


def zoom() -> Explorer:
    """Magnify the circle until it is a line."""
    return Explorer(
        scenes.zoom(),
        magnification=log_slider("magnify", "How many times the view is magnified", 1, 1000, 10),
    )


def corruption() -> Explorer:
    """Corrupt the points of a curve, and ask where one of them can have come from."""
    return Explorer(
        scenes.corruption(),
        curve=choice("curve", "The curve on which the clean points lie", BY_NAME, "circle"),
        kind=choice("corruption", "What is done to the points", scenes.KINDS, "gaussian"),
        noise=log_slider("noise", "σ, or the probability that a coordinate is hit", 0.01, 1, 0.1),
    )


def field(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Move σ and see the learned, exact and error fields; train a new network before your eyes.

    runs: one trained ConditionalDAE for each curve, by its name; curve, sigma: to begin with.
    """
    explorer = Explorer(
        scenes.vector_field(runs),
        curve=choice("curve", "The curve on which the clean points lie", runs, curve),
        sigma=sigma_slider(runs, sigma),
        n=control(widgets.IntSlider, "arrows", "Arrows to a side", min=9, max=35, step=2, value=25),
        shown=choice("shown", "The learned field, the exact one, or the error", scenes.SHOWN, "learned"),
    )
    add_training(explorer, runs)
    return explorer


def add_training(explorer: Explorer, runs: Runs) -> None:
    """A button that trains a new DAE on the explorer's curve, at its σ, before the student's eyes."""
    name = "Train a new DAE at this σ"
    button = control(widgets.Button, name, "Press again to stop", layout={"width": "200px"})
    chart, descent, seeds, task = widgets.HTML(), scenes.descent(), count(1), None
    chart.layout.order = "-1"  # above the field, so that both are in view
    explorer.bar.children += (button,)
    explorer.pictures.children += (chart,)

    async def train() -> None:
        run, sigma, seed = runs[explorer.settings["curve"]], explorer.settings["sigma"], next(seeds)
        model, floor, losses = DAE(seed=seed), training.floor(run.curve, sigma), []
        for state in training.steps(model, run.curve, sigma, seed=seed):
            losses.append(state.loss)
            if state.step % 15 == 0:
                explorer.held["model"] = model
                explorer.redraw()
                chart.value = as_html(*descent.png(losses=losses, floor=floor))
                await asyncio.sleep(0.01)  # lets messages in: a slider's, or the button's

    async def watched() -> None:
        with explorer.mistakes_shown():
            await train()

    def rest(_) -> None:
        button.description = name

    def pressed(_) -> None:
        nonlocal task
        if task and not task.done():
            task.cancel()
        else:
            button.description, task = "Stop", asyncio.ensure_future(watched())
            task.add_done_callback(rest)

    def forget(_) -> None:
        """A network trained on one curve at one σ has nothing to say about another."""
        if task and not task.done():
            task.cancel()
        if explorer.held:
            explorer.held.clear()
            chart.value = ""
            explorer.redraw()

    button.on_click(pressed)
    for setting in ("curve", "sigma"):
        explorer.controls[setting].observe(forget, "value")


def film(run: Run) -> Explorer:
    """The field and the loss while a network was trained: drag the slider, or press play."""
    last = len(run.snapshots) - 1
    frame = control(
        widgets.IntSlider, "frame", "The training's snapshots, in order", min=0, max=last, value=last
    )
    explorer = Explorer(scenes.film(run), frame=frame)
    play = widgets.Play(min=0, max=last, value=0, interval=300)
    play.observe(lambda change: explorer.set(frame=change["new"]), "value")
    explorer.bar.children += (play,)
    return explorer


def paths(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Drop points, and follow the arrows: learned and exact. curve, sigma: to begin with."""
    range_ = {"min": -1.5, "max": 1.5, "step": 0.05, "value": 0.5}
    explorer = Explorer(
        motions.paths(runs),
        curve=choice("curve", "The curve to which the arrows lead", runs, curve),
        sigma=sigma_slider(runs, sigma),
        start=choice("start", "Where the points are dropped", motions.STARTS, motions.STARTS[0]),
        x=control(widgets.FloatSlider, "x", "Drop one point, this far to the right", **range_),
        y=control(widgets.FloatSlider, "y", "Drop one point, this far up", **range_),
    )
    for name in ("x", "y"):
        explorer.controls[name].observe(lambda _: explorer.set(start="one point"), "value")
    return explorer


def compare(runs: Runs) -> Explorer:
    """All curves side by side under one σ."""
    return Explorer(scenes.compare(runs), sigma=sigma_slider(runs, 0.1))


def sigma_slider(runs: Runs, value: float) -> widgets.FloatLogSlider:
    """A slider over the noise levels in which all the networks were trained."""
    low, high = max(run.sigma[0] for run in runs.values()), min(run.sigma[1] for run in runs.values())
    return log_slider("noise σ", "The noise's standard deviation", low, high, value)
