"""The field over σ: learned, exact, and their error; and a button that trains."""

from collections.abc import Mapping

import torch

from .. import arguments, fields, oracle, plots
from ..corruption import gaussian
from ..fields import Field
from ..models import EveryLevel
from ..palette import ERROR, LEARNED, TRUTH
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene
from ..training import Run, Runs
from .trainer import Trainer

SHOWN = {"learned": LEARNED, "exact": TRUTH, "error": ERROR}


@plots.style.settings()
def explorer(runs: Runs, curve: str, sigma: float = 0.1) -> Explorer:
    """Move σ and see the learned, exact and error fields; train a new network before your eyes.

    runs: one trained denoiser of every level for each curve, by its name; curve, sigma: to begin with.
    """
    low, high = common(runs)
    arguments.one_of("curve", curve, runs)
    arguments.number("sigma", sigma, low, high)
    trainer = Trainer(runs)
    fig, (ax,) = plots.figure(1, width=5.6)
    start = fields.on_grid(lambda x: x, n=17)
    best = oracle.best(next(iter(runs.values())).curve, 0.1)
    hills = plots.hills(best, plots.plane(ax), animated=True)
    (truth,) = ax.plot([], [], color=TRUTH, lw=1, zorder=3, animated=True)
    arrows = plots.field(start, ax=ax, animated=True)
    plots.key(ax)

    def draw(curve: str, sigma: float, shown: str) -> str:
        nonlocal hills
        path, r = runs[curve].curve, trainer.learned(curve, sigma)
        best = oracle.best(path, sigma)
        drawn = fields.on_grid(best if shown == "exact" else r, n=17)
        if shown == "error":
            drawn = Field(drawn.points, drawn.arrows - fields.on_grid(best, n=17).arrows)
        plots.turn(arrows, drawn, best, SHOWN[shown])
        hills = plots.hills(best, ax, hills, animated=True)
        truth.set_data(*path.outline.T.numpy())
        x_noisy = gaussian(path.sample(1000), sigma)
        with torch.no_grad():
            typical, off = ((r(x_noisy) - x).norm(dim=1).mean() for x in (x_noisy, best(x_noisy)))
        return (
            f"The {curve} at σ = {sigma:.3g}, {shown} arrows. From noisy points the learned arrows are "
            f"{typical:.3f} long on average, and end {off:.3f} away from where the exact ones do."
        )

    view = Explorer(
        "field",
        Scene(fig, draw),
        twin={},
        curve=choice("curve", "The curve on which the clean points lie", runs, curve),
        sigma=sigma_slider(low, high, sigma),
        shown=choice("shown", "The learned field, the exact one, or the error", SHOWN, "learned"),
    )
    trainer.join(view)
    return view


def common(runs: Runs) -> tuple[float, float]:
    """(low, high): the noise levels for which all runs trained networks. Raises TypeError or ValueError."""
    if not arguments.instance("runs", runs, Mapping, "{'circle': run}"):
        raise ValueError("runs must hold at least one Run, got none")
    for name, run in runs.items():
        fit = "training.fit(models.ConditionalDAE(), curve, sigma=(0.02, 0.5))"
        model, sigma = arguments.instance(f"runs[{name!r}]", run, Run, fit).model, run.sigma
        if not isinstance(model, EveryLevel) or not isinstance(sigma, tuple):
            got = f"a {type(model).__name__} for sigma={sigma!r}"
            raise ValueError(f"runs[{name!r}] must be for a range of σ, such as {fit}, got {got}")
    lows, highs = zip(*(run.sigma for run in runs.values()))
    return max(lows), min(highs)
