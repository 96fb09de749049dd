"""Clouds of new points side by side: how near to the curve they lie, and how evenly along it."""

from collections.abc import Mapping, Sequence

import torch
from matplotlib.figure import Figure
from torch import Tensor

from . import oracle, plots, sampling
from .curve import Curve
from .palette import CLEAN, NOISY, TRUTH

STRETCHES = 20


def measures(points: Tensor, curve: Curve) -> tuple[float, float]:
    """How near points (n, 2) are to the curve, the median distance, and their unevenness along it."""
    distances, places = sampling.nearest(points, curve)
    return distances.median().item(), sampling.unevenness(places)


@plots.style.settings()
def measured(
    curve: Curve, shown: Mapping[str, Tensor], sigmas: Sequence[float] = (), wanted: str = ""
) -> tuple[Figure, str]:
    """Clouds side by side; below each, how many of its points lie on each of 20 equal stretches of the curve.

    shown: the clouds (n, 2), by their titles; sigmas: of the hills behind each, if any; wanted: the title of
    the cloud that the others should equal.
    """
    counted = [torch.histc(sampling.nearest(x, curve)[1], STRETCHES, 0, 1).tolist() for x in shown.values()]
    columns, even = len(shown), max(map(len, shown.values())) / STRETCHES
    most = min(4 * even, 1.3 * max(map(max, counted)))
    fig, axes = plots.figure(columns, plots.WIDE / columns, 4.8, ratios=(3.2, 1))
    told = []
    for k, (title, points) in enumerate(shown.items()):
        ax, bars, color = axes[k], axes[columns + k], CLEAN if title == wanted else NOISY
        plots.manifold(curve, plots.plane(ax, title=title), lw=0.8)
        if sigmas:
            plots.hills(oracle.best(curve, sigmas[k]), ax)
        size = 8 if points.std(dim=0).max() > 0.01 else 80  # all at one place: one dot, to be seen
        plots.points(points, ax, color, size=size, alpha=0.5, zorder=4)
        bars.bar(range(STRETCHES), counted[k], width=0.85, color=color)
        for place, count in enumerate(counted[k]):
            if count > most:  # the bar leaves the frame
                bars.text(place, 0.95 * most, f"{count:.0f}", rotation=90, fontsize=9, ha="center", va="top")
        bars.axhline(len(points) / STRETCHES, color=TRUTH, ls="--", lw=1.2)
        plots.graph(bars, "along the curve", "" if k else "points").set(xticks=[], ylim=(0, most))
        for each in (ax, bars):
            each.tick_params(labelleft=k == 0)
        told.append("{}: {:.4f} and {:.1f}".format(title, *measures(points, curve)))
    return fig, f"Median distance from the {curve.name}, and unevenness. {'; '.join(told)}."
