"""Masking noise: one curve, two corruptions, two fields."""

from .. import fields, plots
from ..arguments import Map
from ..corruption import masking
from ..curve import Curve
from ..fields import Field
from ..oracle import PosteriorMean, masking_mean
from ..palette import LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown


@plots.style.settings()
def masked(gauss: Map, filler: Map, curve: Curve, p: float, sigma: float) -> Shown:
    """One curve, two corruptions: the field learned from noise, the one from masking, and the exact one."""
    x = curve.sample(400, seed=8)
    x_noisy = masking(x, p, seed=9)
    shown, filled = x_noisy[:70], masking_mean(curve)
    fig, axes = plots.figure(3)
    titles = ["noise, learned", "masking, learned", "masking, exact"]
    for ax, title in zip(axes, titles):
        plots.plane(ax, title=title)
    plots.field(fields.on_grid(gauss, n=15), curve, PosteriorMean(curve, sigma), ax=axes[0])
    plots.field(fields.on_grid(filler, n=15), curve, ax=axes[1], alpha=plots.FAINT[0])
    for ax, r, color in [(axes[1], filler, LEARNED), (axes[2], filled, TRUTH)]:
        plots.points(x_noisy, ax, NOISY, size=8)
        plots.field(Field(shown, (r(shown) - shown).detach()), curve, ax=ax, color=color)
    return fig, (
        "One curve, two corruptions, two fields. Orange: points after masking. The strong arrows of the "
        "second and third picture start there."
    )
