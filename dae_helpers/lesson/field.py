"""The field at every noise level: learned, exact, and the error; and a button that trains."""

from collections.abc import Callable

import torch
from torch import nn

from .. import arguments, fields, oracle, plots
from ..corruption import gaussian
from ..fields import Field
from ..models import DAE
from ..palette import ERROR, LEARNED, TRUTH
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene, about
from ..training import Runs
from .ranges import common
from .trainer import Trainer

SHOWN = {"learned": LEARNED, "exact": TRUTH, "error": ERROR}


@plots.style.settings()
def explorer(
    runs: Runs, curve: str, sigma: float = 0.1, make: Callable[[int], nn.Module] = lambda seed: DAE(seed=seed)
) -> Explorer:
    """Move σ and see the learned, exact and error fields; train a new network before your eyes.

    runs: one trained denoiser of every level for each curve, by its name; curve, sigma: to begin with;
    make(seed): builds the network that the button trains.
    """
    low, high = common(runs)
    arguments.one_of("curve", curve, runs)
    arguments.number("sigma", sigma, low, high)
    trainer = Trainer(runs, make)
    fig, (ax,) = plots.figure(1, width=5.6)
    start = fields.on_grid(lambda x: x, n=17)
    best = oracle.best(next(iter(runs.values())).curve, 0.1)
    hills = plots.hills(best, plots.plane(ax), animated=True)
    (truth,) = ax.plot([], [], color=TRUTH, lw=1, zorder=3, animated=True)
    arrows = plots.field(start, ax=ax, animated=True)
    plots.key(ax)

    def draw(curve: str, sigma: float, shown: str) -> str:
        nonlocal hills
        path, (r, excess) = runs[curve].curve, trainer.learned(curve, sigma)
        best = oracle.best(path, sigma)
        drawn = fields.on_grid(best if shown == "exact" else r, n=17)
        if shown == "error":
            drawn = Field(drawn.points, drawn.arrows - fields.on_grid(best, n=17).arrows)
        plots.turn(arrows, drawn, best, SHOWN[shown])
        hills = plots.hills(best, ax, hills, animated=True)
        truth.set_data(*path.outline.T.numpy())
        x_noisy = gaussian(path.sample(1000), sigma)
        with torch.no_grad():
            typical = (r(x_noisy) - x_noisy).norm(dim=1).mean()
        return (
            f"The {curve} at σ = {sigma:.3g}, {shown} arrows. From noisy points the learned arrows are "
            f"{typical:.3f} long on average; excess risk about {about(excess)}."
        )

    view = Explorer(
        "field",
        Scene(fig, draw),
        curve=choice("curve", "The curve on which the clean points lie", runs, curve),
        sigma=sigma_slider(low, high, sigma),
        shown=choice("shown", "The learned field, the exact one, or the error", SHOWN, "learned"),
    )
    trainer.join(view)
    return view
