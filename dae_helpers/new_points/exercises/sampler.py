"""From noise to data down the noise levels, without chance."""

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


def descent(step: Callable) -> Callable:
    """A sampler that goes from each level s to the next, t, by x ← step(at, s, t, x)."""

    def sample(at: Callable, sigmas: Tensor, x: Tensor) -> Tensor:
        for s, t in pairwise(sigmas):
            x = step(at, s, t, x)
        return x

    return sample


def landing(step: Callable) -> Callable:
    """The same sampler, but that its last step, to 0, goes to r(x)."""
    return descent(lambda at, s, t, x: step(at, s, t, x) if t > 0 else at(s)(x))


def keep(r: Callable, part: Tensor, x: Tensor) -> Tensor:
    return r(x) + part * (x - r(x))


HIGH, LOW = [2.0, 1.0, 0.5, 0.2, 0.1, 0.0], [0.7, 0.5, 0.35, 0.25, 0.15, 0.12, 0.05, 0.02, 0.0]

EXERCISE = pointwise(
    sampler,
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
            descent(lambda at, s, t, x: t / s * x),
        ),
        (
            "The ratio is upside down: it is σ'/σ, the new level divided by the old.",
            descent(lambda at, s, t, x: keep(at(s), s / t, x)),
            landing(lambda at, s, t, x: keep(at(s), s / t, x)),
        ),
        (
            "The two levels of a step are swapped: x has the first of the pair, and gets the second.",
            descent(lambda at, s, t, x: keep(at(t), s / t, x)),
        ),
        (
            "You jump all the way to r(x) at each level: keep the part σ'/σ of x − r(x).",
            descent(lambda at, s, t, x: at(s)(x)),
        ),
        (
            "You keep σ' of x − r(x), a length; the part to keep is the ratio σ'/σ.",
            descent(lambda at, s, t, x: keep(at(s), t, x)),
        ),
        (
            "You ask the denoiser of the new level: x still has the old one, so ask at(σ), not at(σ').",
            descent(lambda at, s, t, x: keep(at(t), t / s, x)),
            landing(lambda at, s, t, x: keep(at(t), t / s, x)),
        ),
        (
            "You ask the denoiser of the first level at every step: each level has its own, at(σ).",
            lambda at, sigmas, x: sampler(lambda _: at(sigmas[0]), sigmas, x),
        ),
        (
            "You move by σ'/σ of the arrow: that is the part of x − r(x) to keep.",
            descent(lambda at, s, t, x: x + t / s * (at(s)(x) - x)),
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
        "One step needs two levels, the one at which x is now and the next: itertools.pairwise(sigmas) runs "
        "through these pairs.",
        "The denoiser is that of the level at which x is now: at(sigma)(x).",
        "x = guess + ratio * (x - guess). The ratio is below 1, and it is 0 in the last step.",
    ],
)
