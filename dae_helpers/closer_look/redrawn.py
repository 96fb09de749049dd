"""Corrupt, and draw again: the means of the posterior beside draws from it."""

from torch import Tensor

from .. import sampling
from ..clouds import measured
from ..corruption import gaussian
from ..oracle import PosteriorMean
from ..stage.pictures import Shown


def corrupt_and(best: PosteriorMean, start: Tensor, rounds: int = 100) -> Shown:
    """Corrupt, then take the mean of p(x | x̃), or draw from it; and so on. Beside fresh points."""
    x = start
    for seed in range(rounds):
        x = best(gaussian(x, best.sigma, seed))
    drawn = sampling.gibbs(best, start, rounds, seed=1)[-1]
    wanted = "drawn from the curve"
    shown = {"take the mean": x, "draw": drawn, wanted: best.curve.sample(len(start), seed=0)}
    fig, told = measured(best.curve, shown, wanted=wanted)
    off = (sampling.nearest(x, best.curve)[0] > 0.15).float().mean()
    return fig, f"{told} Of the means, {off:.0%} lie farther than 0.15 from the {best.curve.name}."
