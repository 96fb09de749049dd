"""The loss of a training that is under way."""

from collections.abc import Sequence

from matplotlib.ticker import NullLocator

from .. import plots
from ..stage.pictures import Scene


def scene() -> Scene:
    """Settings: losses, one for each step so far; floor. The loss of a training that is under way."""
    fig, (ax,) = plots.figure(1, width=6, height=1.9)
    (line,) = ax.plot([], [], color=plots.LEARNED, lw=1, animated=True)
    ax.axhline(1, color=plots.TRUTH, ls="--", lw=1.2)
    ax.set(xlabel="training step", ylabel="loss / floor", yscale="log", xlim=(0, 600), ylim=(0.7, 20))
    ax.set_yticks([1, 2, 5, 10], labels=["1", "2", "5", "10"], minor=False)
    ax.yaxis.set_minor_locator(NullLocator())

    def draw(losses: Sequence[float], floor: float) -> str:
        line.set_data(range(1, len(losses) + 1), [loss / floor for loss in losses])
        recent = losses[-25:]
        return f"Step {len(losses)}: the loss is {sum(recent) / len(recent) / floor:.3f} times its floor."

    return Scene(fig, draw)
