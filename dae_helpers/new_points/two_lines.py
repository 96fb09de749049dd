"""A mixture of two lines, the upper of which holds four fifths of the points."""

from collections.abc import Mapping

from torch import Tensor

from .. import oracle, plots
from ..manifolds import through
from ..palette import NOISY
from ..posterior import Posterior
from ..stage.pictures import Shown

LINES = [through([[-1, y], [1, y]], name="line") for y in (0.8, -0.8)]


def best(sigma: float) -> Posterior:
    """The best denoiser of two lines; 80% of the clean points lie on the upper one."""
    return oracle.mixture(LINES, (0.8, 0.2), sigma)


@plots.style.settings()
def shares(shown: Mapping[str, Tensor], sigma: float) -> Shown:
    """Clouds on two lines, over the hills of p_σ; the shares above and below are counted."""
    fig, axes = plots.figure(len(shown))
    told = []
    for ax, (title, points) in zip(axes, shown.items()):
        plots.hills(best(sigma), plots.plane(ax, title=title))
        for line in LINES:
            plots.manifold(line, ax, lw=1)
        plots.points(points, ax, NOISY, size=8, alpha=0.6, zorder=4)
        above = (points[:, 1] > 0).float().mean()
        for y, share in [(1.3, above), (-1.3, 1 - above)]:
            ax.text(0, y, f"{share:.0%}", fontsize=14, ha="center", va="center", weight="bold")
        told.append(f"{title} {above:.0%}")
    chance = (0.8 * 0.2 / len(points)) ** 0.5
    return fig, (
        f"On the upper side, where 80% should be, give or take {chance:.1%} by chance: {'; '.join(told)}."
    )
