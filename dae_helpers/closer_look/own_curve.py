"""A curve of one's own: what a network has learned of it, and the new points that it makes."""

from collections.abc import Callable

import torch
from torch import Tensor

from .. import fields, plots
from ..arguments import Map
from ..clouds import measures
from ..corruption import gaussian
from ..curve import Curve
from ..oracle import PosteriorMean, excess_risk
from ..palette import ERROR, NOISY
from ..stage.pictures import Shown


@plots.style.settings()
def own_curve(at: Callable[[float], Map], curve: Curve, new: Tensor, sigma: float = 0.1) -> Shown:
    """What a network has learned of a curve: its field, where it errs, and new points."""
    r, best = at(sigma), PosteriorMean(curve, sigma)
    fig, axes = plots.figure(3)
    titles = [f"learned, σ = {sigma:g}", "where it errs", f"{len(new)} new points"]
    for ax, title in zip(axes, titles):
        plots.manifold(curve, plots.plane(ax, title=title), lw=1)
    plots.field(fields.on_grid(r, n=15), best=best, ax=axes[0])
    plots.key(axes[0])
    x_noisy = gaussian(curve.points(20_000), sigma, seed=3)
    with torch.no_grad():
        error = (r(x_noisy) - best(x_noisy)).norm(dim=1).view(40, 500).mean(dim=1)
    discs = plots.points(curve.points(81)[1::2], axes[1], ERROR, alpha=0.5)
    discs.set_sizes((400 * (error / error.max()).square()).tolist())
    plots.points(new, axes[2], NOISY, size=5, zorder=4)
    near, uneven = measures(new, curve)
    excess = excess_risk(r, curve, sigma)
    return fig, (
        f"The {curve.name}: excess risk {excess:.3%} at σ = {sigma:g}. A disc's radius is the mean ‖r − r*‖ "
        f"around it, at most {error.max() / error.mean():.1f} times the overall mean. The new points: median "
        f"distance {near:.4f}, unevenness {uneven:.1f}."
    )
