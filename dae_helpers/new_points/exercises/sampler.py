"""DDIM: from noise to data down the noise levels, without chance."""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

from ... import oracle
from ...manifolds import named
from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def sampler(at, sigmas, x):
    """x − r(x) is what the denoiser takes for noise, of size σ. Keep the part σ'/σ of it: what is left has
    the size σ', for which the next denoiser was trained. Song, Meng & Ermon (2021), without noise;
    Karras et al. (2022), algorithm 1 without its second-order correction."""
    for sigma, lower in pairwise(sigmas):
        guess = at(sigma)(x)
        x = guess + lower / sigma * (x - guess)
    return x


def down(curve: str) -> Callable:
    """at(σ): the exact denoiser of a curve; near 0, where there is none, that of a small σ."""
    return lambda sigma: oracle.best(named(curve), max(float(sigma), 0.02))


def steps(choose: Callable, lands: bool = False) -> Callable:
    """A sampler whose steps ask the denoiser of another level and keep another part: choose(σ, σ').

    lands: whether it ends with r(x) all the same.
    """

    def sample(at: Callable, sigmas: Tensor, x: Tensor) -> Tensor:
        for sigma, lower in pairwise(sigmas):
            level, part = choose(sigma, lower)
            guess = at(level)(x)
            x = guess if lands and lower == 0 else guess + part * (x - guess)
        return x

    return sample


HIGH, LOW = [2.0, 1.0, 0.5, 0.2, 0.1, 0.0], [0.7, 0.5, 0.35, 0.25, 0.15, 0.12, 0.05, 0.02, 0.0]

EXERCISE = pointwise(
    sampler,
    points=10,
    trials=lambda: [
        (down("spiral"), torch.tensor(HIGH, dtype=torch.float32), 2 * normal(50, 2)),
        (down("circle"), torch.tensor(LOW, dtype=torch.float32), 0.7 * normal(30, 2)),
    ],
    fickle="You draw noise on the way: nothing is random here but the start, x.",
    mistakes=[
        (
            "You return inside the loop, after its first step: the return belongs below the loop.",
            lambda at, sigmas, x: sampler(at, sigmas[:2], x),
        ),
        (
            "The number of steps is written in: sigmas may hold any number of levels.",
            lambda at, sigmas, x: sampler(at, sigmas[:6], x),
            lambda at, sigmas, x: sampler(at, sigmas[:5], x),
        ),
        (
            "You multiply x by the first level: x already comes with this noise.",
            lambda at, sigmas, x: sampler(at, sigmas, sigmas[0] * x),
        ),
        (
            "A bracket is missing: guess + ratio * x − guess leaves ratio * x; write ratio * (x − guess).",
            lambda at, sigmas, x: sigmas[-1] / sigmas[0] * x,
        ),
        (
            "The ratio is upside down: it is σ'/σ, the new level divided by the old.",
            steps(lambda s, t: (s, s / t)),
            steps(lambda s, t: (s, s / t), lands=True),
        ),
        (
            "The two levels of a step are swapped: x has the first of the pair, and gets the second.",
            steps(lambda s, t: (t, s / t)),
        ),
        (
            "You jump all the way to r(x) at each level: keep the part σ'/σ of x − r(x).",
            steps(lambda s, t: (s, 0)),
        ),
        (
            "You keep σ' of x − r(x), a length; the part to keep is the ratio σ'/σ.",
            steps(lambda s, t: (s, t)),
        ),
        (
            "You ask the denoiser of the new level: x still has the old one, so ask at(σ), not at(σ').",
            steps(lambda s, t: (t, t / s)),
            steps(lambda s, t: (t, t / s), lands=True),
        ),
        (
            "You ask the denoiser of the first level at every step: each level has its own, at(σ).",
            lambda at, sigmas, x: sampler(lambda _: at(sigmas[0]), sigmas, x),
        ),
        (
            "You move by σ'/σ of the arrow: that is the part of x − r(x) to keep.",
            steps(lambda s, t: (s, 1 - t / s)),
        ),
        (
            "The levels are in the wrong order: noise falls, from the first of sigmas to the last.",
            lambda at, sigmas, x: sampler(at, sigmas.sort().values.roll(-1), x),
        ),
        (
            "You stop one step early: the last step, to σ' = 0, goes to r(x).",
            lambda at, sigmas, x: sampler(at, sigmas[:-1], x),
        ),
        (
            "You start one level late: the first step leads from sigmas[0] to sigmas[1].",
            lambda at, sigmas, x: sampler(at, sigmas[1:], x),
        ),
    ],
    hints=[
        "One step needs two levels, the one at which x is now and the next: zip(sigmas, sigmas[1:]) runs "
        "through these pairs.",
        "The denoiser is that of the level at which x is now: at(sigma)(x).",
        "x = guess + ratio * (x - guess). The ratio is below 1, and it is 0 in the last step.",
    ],
    imports="from itertools import pairwise",
)
