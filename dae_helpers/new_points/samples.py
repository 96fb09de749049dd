"""New points of a curve: how near to it they lie (median distance), and how evenly along it (unevenness)."""

import torch
from torch import Tensor

from .. import fields, sampling
from ..arguments import Map
from ..clouds import measured, measures
from ..corruption import gaussian
from ..curve import Curve
from ..oracle import PosteriorMean
from ..stage.pictures import Shown


def fresh(curve: Curve, sigma: float, n: int = 1000, seed: int = 0) -> Tensor:
    """What is wanted: n points drawn from the curve, with noise of size sigma."""
    return gaussian(curve.sample(n, seed), sigma, seed + 1000)


def aims(curve: Curve, sigma: float = 0.02, draws: int = 40) -> Shown:
    """Three clouds: only near, only even, and both."""
    crowded = curve.at(torch.rand(1000, generator=torch.Generator().manual_seed(1)) ** 3)
    clouds = {"A": gaussian(crowded, sigma, seed=2), "B": fresh(curve, 6 * sigma), "C": fresh(curve, sigma)}
    fig, told = measured(curve, clouds)
    each = [measures(fresh(curve, sigma, seed=k), curve)[1] for k in range(draws)]
    return fig, (
        f"{told} In {draws} clouds drawn as C was, the unevenness is {sum(each) / draws:.2f} on average, "
        f"and lies between {min(each):.1f} and {max(each):.1f}."
    )


def iterated(learned: Map, exact: PosteriorMean, start: Tensor, steps: int = 1000) -> Shown:
    """Where many steps of the learned map and of the exact one lead, beside fresh points."""
    curve = exact.curve
    shown = {
        f"{name}, {steps} steps": fields.path(r, start, steps)[-1]
        for name, r in [("learned", learned), ("exact", exact)]
    }
    pieces = torch.histc(sampling.nearest(shown[f"learned, {steps} steps"], curve)[1], 360, 0, 1)
    fullest = (pieces.sort(descending=True).values.cumsum(0) < len(start) / 2).sum() + 1
    wanted = f"drawn from the {curve.name}"
    fig, told = measured(curve, {**shown, wanted: curve.sample(len(start), seed=0)}, wanted=wanted)
    return fig, (
        f"{told} Of 360 equal pieces of the {curve.name}, the fullest {fullest} hold more than half of the "
        "learned points."
    )
