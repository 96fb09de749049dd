"""The field at every noise level: learned, exact, and the error; and a button that trains."""

import asyncio
from itertools import count

import ipywidgets as widgets
import torch

from .. import arguments, fields, oracle, plots, training
from ..corruption import gaussian
from ..fields import Field
from ..models import DAE
from ..stage.controls import Explorer, as_html, choice, control
from ..stage.pictures import Scene, about
from ..training import Run, Runs
from . import descent
from .ranges import curve_menu, sigma_slider

SHOWN = ("learned", "exact", "error")


def scene(runs: Runs) -> Scene:
    """Settings: curve, a key of runs; sigma; n, arrows to a side; shown, one of SHOWN; own, a Run or None.

    runs: one trained ConditionalDAE for each curve; own: shown in its place at that run's curve and σ.
    """
    fig, (ax,) = plots.figure(1, width=6, height=5.2)
    plots.plane(ax)
    (noisy,) = ax.plot([], [], ".", ms=2.5, color=plots.NOISY, alpha=0.5, animated=True)
    (truth,) = ax.plot([], [], color=plots.TRUTH, lw=1, zorder=3, animated=True)
    arrows = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, animated=True)
    plots.colorbar(arrows, ax)

    def draw(curve: str, sigma: float, n: int, shown: str, own: Run | None = None) -> str:
        nonlocal arrows
        run = runs[arguments.one_of("curve", curve, runs)]
        fits = own and (own.curve, own.sigma) == (run.curve, sigma)
        r = own.model if fits else run.model.at(sigma)
        drawn = fields.on_grid(r if shown != "exact" else oracle.best(run.curve, sigma), n=n)
        if arguments.one_of("shown", shown, SHOWN) == "error":
            exact = fields.on_grid(oracle.best(run.curve, sigma), n=n)
            drawn = Field(drawn.points, drawn.arrows - exact.arrows)
        if len(arrows.U) != n * n:
            arrows.remove()
            arrows = plots.field(drawn, ax=ax, animated=True)
        else:
            plots.turn(arrows, drawn)
        x_noisy = gaussian(run.curve.sample(1000), sigma)
        noisy.set_data(*x_noisy.T.numpy())
        truth.set_data(*run.curve.vertices[::128].T.numpy())
        with torch.no_grad():
            typical = (r(x_noisy) - x_noisy).norm(dim=1).mean().item()
        excess = oracle.excess_risk(r, run.curve, sigma, n=2048)
        return (
            f"The {curve} at σ = {sigma:.3g}, {shown}, {n} × {n} arrows. From corrupted points the learned "
            f"arrows are {typical:.3f} long on average; excess risk about {about(excess)}."
        )

    return Scene(fig, draw, still=("curve",))


def explorer(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Move σ and see the learned, exact and error fields; train a new network before your eyes.

    runs: one trained ConditionalDAE for each curve, by its name; curve, sigma: to begin with.
    """
    explorer = Explorer(
        scene(runs),
        curve=curve_menu(runs, "The curve on which the clean points lie", curve),
        sigma=sigma_slider(runs, sigma),
        n=control(widgets.IntSlider, "arrows", "Arrows to a side", min=9, max=35, step=2, value=25),
        shown=choice("shown", "The learned field, the exact one, or the error", SHOWN, "learned"),
    )
    add_training(explorer, runs)
    return explorer


def add_training(explorer: Explorer, runs: Runs) -> None:
    """A button that trains a new DAE on the explorer's curve, at its σ, before the student's eyes."""
    name = "Train a new DAE at this σ"
    button = control(widgets.Button, name, "Press again to stop", layout={"width": "200px"})
    chart, film, seeds, task = widgets.HTML(), descent.scene(), count(1), None
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
                chart.value = as_html(*film.png(losses=losses, floor=own.floor))
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
