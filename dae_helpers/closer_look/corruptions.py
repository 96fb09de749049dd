"""Corrupted points, and the posterior density of one of them: where it could have come from."""

import torch
from torch import Tensor

from .. import plots
from ..corruption import CORRUPTIONS, Corruption
from ..manifolds import CURVES, named
from ..oracle import origins
from ..palette import CLEAN, NOISY, TRUTH
from ..stage.controls import Explorer, choice, log_slider
from ..stage.pictures import Scene

SEED = 3381  # its first Gaussian draw, (0.9, −1.2) σ, lies well to the side of the curve


@plots.style.settings()
def explorer() -> Explorer:
    """Corrupt the points of a curve, and ask where one of them could have come from."""
    fig, (left, right) = plots.figure(2)
    plots.plane(left, 1.8, "clean and corrupted points")
    plots.plane(right, 1.8, "where could this point have come from?")
    (clean,) = left.plot([], [], ".", ms=3, color=CLEAN)
    (noisy,) = left.plot([], [], ".", ms=3, color=NOISY, animated=True)
    (truth,) = right.plot([], [], color=TRUTH, lw=0.8)
    glow = right.scatter([], [], s=40, c=[], cmap=plots.GLOW, vmin=0, vmax=1, animated=True, zorder=3.5)
    (marked,) = right.plot([], [], "o", ms=9, color=NOISY, mec="white", animated=True, zorder=5)

    def draw(curve: str, kind: str, noise: float) -> str:
        path, corruption = named(curve), CORRUPTIONS[kind]
        x, ends = path.sample(1000), path.at(torch.linspace(0, 1, 1001))
        x_noisy, seen = corruption.corrupt(x, noise, 0), example(corruption, ends[420:421], noise)
        (p,) = origins(corruption, seen, noise, ends[:-1], ends[1:])
        for line, at in [(clean, x), (noisy, x_noisy), (truth, path.outline), (marked, seen)]:
            line.set_data(*at.T.numpy())
        lit = p > p.max() / 512  # what is fainter can't be seen, and takes half of the time to draw
        glow.set_offsets((ends[:-1] + ends[1:])[lit].numpy() / 2)
        glow.set_array((p / p.max())[lit].numpy())
        moved = (x_noisy - x).norm(dim=1).mean().item()
        return (
            f"{kind.capitalize()} noise of strength {corruption.symbol} = {noise:.2g} moves a point of the "
            f"{curve} by {moved:.2f} on average. The marked point came{origin(p, path.closed)}."
        )

    kind = choice("corruption", "What is done to the points", CORRUPTIONS, "gaussian")
    noise = log_slider("noise σ", "How strong the corruption is", 0.01, 1, 0.1)

    def rename(_) -> None:
        noise.description = f"noise {CORRUPTIONS[kind.value].symbol}"

    kind.observe(rename, "value")
    curve = choice("curve", "The curve on which the clean points lie", CURVES, "circle")
    return Explorer("corruption", Scene(fig, draw, still=("curve",)), curve=curve, kind=kind, noise=noise)


def example(corruption: Corruption, x: Tensor, noise: float) -> Tensor:
    """A corrupted x, (1, 2): one that kept its second coordinate alone, if any did; else any."""
    draws = corruption.corrupt(x.repeat(1000, 1), noise, SEED)
    alone = draws[(draws != x)[:, 0] & (draws == x)[:, 1]]
    # Whatever the noise, the same one: that farthest to the right
    return alone[alone[:, 0].argmax()].unsqueeze(0) if len(alone) else draws[:1]


def origin(p: Tensor, closed: bool) -> str:
    """From where a point came, in words; p: the probability of each stretch of its curve, in their order."""
    here, before = p > 0, (p > 0).roll(1)
    before[0] &= closed
    if not (here & before & before.roll(1) & before.roll(2)).any():  # none goes on for four stretches
        n = int((here & ~before).sum())
        return f" from one of {n} places on the curve" if n > 1 else " from one place on the curve"
    likely = (p.sort(descending=True).values.cumsum(0) < 0.95 - 1e-9).sum() + 1
    return f", with 95% probability, from {likely / len(p):.0%} of the curve"
