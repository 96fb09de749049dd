"""The explorers: sliders around the scenes, for the student's hand."""

import asyncio
import base64
import textwrap
from collections.abc import Mapping, Sequence
from itertools import count

import ipywidgets as widgets
from IPython.display import display
from matplotlib.figure import Figure
from torch import Tensor

from . import arguments, motions, scenes, training
from .controls import Explorer, as_html, choice, control, log_slider
from .manifolds import BY_NAME, Curve
from .models import DAE, ConditionalDAE
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
        curve=curve_menu(runs, "The curve on which the clean points lie", curve),
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
    *_, reset = explorer.bar.children
    explorer.bar.children += (button,)
    explorer.pictures.children += (chart,)

    async def train() -> None:
        curve, sigma, seed = runs[explorer.settings["curve"]].curve, explorer.settings["sigma"], next(seeds)
        own, losses = Run(DAE(seed=seed), curve, sigma, training.floor(curve, sigma)), []
        for state in training.steps(own.model, curve, sigma, seed=seed):
            losses.append(state.loss)
            if state.step % 15 == 0:
                explorer.held["own"] = own
                explorer.redraw()
                chart.value = as_html(*descent.png(losses=losses, floor=own.floor))
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
        explorer.held.clear()
        chart.value = ""

    button.on_click(pressed)
    reset.on_click(lambda _: (forget(_), explorer.redraw()))
    for setting in ("curve", "sigma"):
        explorer.controls[setting].observe(forget, "value")


def film(run: Run) -> Explorer:
    """The field and the loss while a network was trained: drag the slider, or press play."""
    last = len(arguments.instance("run", run, Run, "training.fit(model, curve)").snapshots) - 1
    frame = control(
        widgets.IntSlider, "frame", "The training's snapshots, in order", min=0, max=last, value=last
    )
    explorer = Explorer(scenes.film(run), frame=frame)
    add_player(explorer, "frame", interval=300)
    return explorer


def falling(curve: Curve, sigmas: Sequence[float], walks: Mapping[str, Tensor]) -> Explorer:
    """Points that fall onto the curve, level by level: drag the slider, or press play.

    walks: by their titles, what sampling.annealed returned for the noise levels sigmas.
    """
    scene, last = motions.falling(curve, sigmas, walks), len(next(iter(walks.values()))) - 1
    explorer = Explorer(
        scene,
        step=control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=last, step=4, value=last),
    )
    add_player(explorer, "step", interval=100)
    return explorer


def add_player(explorer: Explorer, name: str, interval: int) -> None:
    """A play button that moves the named slider on every `interval` milliseconds."""
    slider = explorer.controls[name]
    play = widgets.Play(min=slider.min, max=slider.max, step=slider.step, value=slider.min, interval=interval)
    play.observe(lambda change: explorer.set(**{name: change["new"]}), "value")
    explorer.bar.children += (play,)


def paths(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Drop points, and follow the arrows: learned and exact. curve, sigma: to begin with."""
    range_ = {"min": -1.5, "max": 1.5, "step": 0.05, "value": 0.5}
    explorer = Explorer(
        motions.paths(runs),
        curve=curve_menu(runs, "The curve to which the arrows lead", curve),
        sigma=sigma_slider(runs, sigma),
        start=choice("start", "Where the points are dropped", motions.STARTS, motions.STARTS[0]),
        x=control(widgets.FloatSlider, "x", "Drop one point, this far to the right", **range_),
        y=control(widgets.FloatSlider, "y", "Drop one point, this far up", **range_),
    )
    for name in ("x", "y"):
        explorer.controls[name].observe(lambda _: explorer.set(start="one point"), "value")
    return explorer


def compare(runs: Runs, sigma: float = 0.1) -> Explorer:
    """All curves side by side under one σ. sigma: to begin with."""
    slider = sigma_slider(runs, sigma)
    return Explorer(scenes.compare(runs), sigma=slider)


def curve_menu(runs: Runs, tooltip: str, value: str) -> widgets.Dropdown:
    """A choice among the curves on which networks were trained."""
    return choice("curve", tooltip, over_ranges(runs), arguments.one_of("curve", value, runs))


def sigma_slider(runs: Runs, value: float) -> widgets.FloatLogSlider:
    """A slider over the noise levels in which all the networks were trained."""
    lows, highs = zip(*(run.sigma for run in over_ranges(runs).values()))
    low, high = max(lows), min(highs)
    value = arguments.number("sigma", value, low, high)
    return log_slider("noise σ", "The noise's standard deviation", low, high, value)


def over_ranges(runs: Runs) -> Runs:
    """The runs, if each trained one network for a range of σ. Raises TypeError or ValueError."""
    if not arguments.instance("runs", runs, Mapping, "{'circle': run}"):
        raise ValueError("runs must hold at least one Run, got none")
    for name, run in runs.items():
        fit = "training.fit(models.ConditionalDAE(), curve, sigma=(0.02, 0.5))"
        arguments.instance(f"runs[{name!r}]", run, Run, fit)
        if not isinstance(run.model, ConditionalDAE) or not isinstance(run.sigma, tuple):
            got = f"a {type(run.model).__name__} trained for sigma={run.sigma!r}"
            raise ValueError(
                f"runs[{name!r}] must be of one network for a range of σ, such as {fit}, got {got}"
            )
    return runs
