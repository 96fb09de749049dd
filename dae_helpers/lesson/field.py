"""The field at every noise level: learned, exact, and the error; and a button that trains."""

from collections.abc import Callable

import ipywidgets as widgets
import torch
from torch import Tensor, nn

from .. import arguments, fields, oracle, plots
from ..corruption import gaussian
from ..fields import Field
from ..models import DAE
from ..stage.controls import Explorer, choice, control
from ..stage.pictures import Scene, about
from ..training import Runs
from .ranges import curve_menu, over_ranges, sigma_slider
from .trainer import Trainer

SHOWN = ("learned", "exact", "error")


def scene(runs: Runs, learned: Callable[[str, float], Callable[[Tensor], Tensor]]) -> Scene:
    """Settings: curve, a key of runs; sigma; n, arrows to a side; shown, one of SHOWN.

    runs: by the names of their curves; learned(curve, sigma): the map that is shown as learned.
    """
    fig, (ax,) = plots.figure(1, width=6, height=5.2)
    plots.plane(ax)
    (noisy,) = ax.plot([], [], ".", ms=2.5, color=plots.NOISY, alpha=0.5, animated=True)
    (truth,) = ax.plot([], [], color=plots.TRUTH, lw=1, zorder=3, animated=True)
    arrows = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, animated=True)
    plots.colorbar(arrows, ax)

    def draw(curve: str, sigma: float, n: int, shown: str) -> str:
        nonlocal arrows
        run = runs[arguments.one_of("curve", curve, runs)]
        r = learned(curve, sigma)
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
        truth.set_data(*run.curve.outline.T.numpy())
        with torch.no_grad():
            typical = (r(x_noisy) - x_noisy).norm(dim=1).mean().item()
        excess = oracle.excess_risk(r, run.curve, sigma, n=2048)
        return (
            f"The {curve} at σ = {sigma:.3g}, {shown}, {n} × {n} arrows. From corrupted points the learned "
            f"arrows are {typical:.3f} long on average; excess risk about {about(excess)}."
        )

    return Scene(fig, draw, still=("curve",))


def explorer(
    runs: Runs, curve: str, sigma: float = 0.1, make: Callable[[int], nn.Module] = lambda seed: DAE(seed=seed)
) -> Explorer:
    """Move σ and see the learned, exact and error fields; train a new network before your eyes.

    runs: one trained denoiser of every level for each curve, by its name; curve, sigma: to begin with;
    make(seed): builds the network that the button trains.
    """
    trainer = Trainer(over_ranges(runs), make)
    view = Explorer(
        "field",
        scene(runs, trainer.map),
        curve=curve_menu(runs, "The curve on which the clean points lie", curve),
        sigma=sigma_slider(runs, sigma),
        n=control(widgets.IntSlider, "arrows", "Arrows to a side", min=9, max=35, step=2, value=25),
        shown=choice("shown", "The learned field, the exact one, or the error", SHOWN, "learned"),
    )
    trainer.join(view)
    return view
