"""A start from far away, where the network was never trained: which points find their way home."""

from collections.abc import Mapping

from torch import Tensor

from .. import plots, sampling
from ..curve import Curve
from ..palette import ERROR, NOISY
from ..stage.pictures import Shown

STRAY = 0.5  # as far from the spiral as its arms are from each other


@plots.style.settings()
def from_far(curve: Curve, start: Tensor, shown: Mapping[str, Tensor], extent: float = 6.0) -> Shown:
    """Where walks end that began far out, at start; what ends far from the curve is counted as a stray."""
    fig, axes = plots.figure(len(shown))
    told, total = [], len(next(iter(shown.values())))
    for ax, (title, points) in zip(axes, shown.items()):
        plots.manifold(curve, plots.plane(ax, extent, title), lw=1)
        stray = sampling.nearest(points, curve)[0] > STRAY
        plots.points(start, ax, "0.75", size=5)
        plots.points(points[~stray], ax, NOISY, size=9, alpha=0.6, zorder=4)
        plots.points(points[stray], ax, ERROR, size=22, marker="x", lw=1.2, zorder=4)
        ax.set(xticks=[], yticks=[])
        beyond = (points.abs() > extent).any(dim=1).sum()
        lost = f"{stray.sum()}, {beyond} of them beyond the frame" if stray.any() else "none"
        told.append(f"{title} {lost}")
    return fig, (
        f"From the grey dots. Strays (crimson crosses) end farther than {STRAY:g} from the {curve.name}. "
        f"Of {total} points: {'; '.join(told)}."
    )
