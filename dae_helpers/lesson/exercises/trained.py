"""The exercise whose answer is a trained map (7): it is judged by its excess risk, here and elsewhere."""

from functools import cache, partial

import torch
from torch import Tensor

from ... import manifolds
from ...corruption import gaussian
from ...manifolds import Curve
from ...stage.checking import Exercise
from .. import TRAINED_ON
from .trials import best

WANTED = 0.01
LEVELS = (0.01, 0.02, 0.03, 0.05, 0.07, 0.14, 0.2, 0.32, 0.5, 1.0)


@cache
def figure_eight() -> Curve:
    """A closed curve that crosses itself at the origin."""
    right = [[0, 0], [0.6, 0.5], [1.2, 0], [0.6, -0.5]]
    return manifolds.through(right + [[-x, y] for x, y in right], closed=True, name="figure-eight")


# The first trial is the one that counts; the others tell for what else the map was trained.
TRIALS = [
    (figure_eight, 0.1, 20_000),
    *((figure_eight, level, 2000) for level in LEVELS),
    *((manifolds.CURVES[name], 0.1, 2000) for name in TRAINED_ON),
]
ELSEWHERE = [
    *(f"It is trained for another noise level: it does best at σ = {level:g}." for level in LEVELS),
    *(f"It is trained on another curve, the {name}." for name in TRAINED_ON),
]


@cache
def noisy(k: int) -> Tensor:
    """The corrupted points of a trial; the first are those of oracle.excess_risk."""
    make, sigma, n = TRIALS[k]
    g = torch.Generator().manual_seed(0)
    return gaussian(make().sample(n, g), sigma, g)


@cache
def exact(k: int) -> tuple[Tensor, float]:
    """The best guesses for a trial, and the least error."""
    r = best(*TRIALS[k][:2])
    return r(noisy(k).double()), r.mmse()


def excess(got: list, k: int = 0) -> float:
    return (got[k] - exact(k)[0]).square().sum(dim=1).mean().item() / exact(k)[1]


def repaired(r: Tensor, got: list) -> bool:
    """Whether r is a far better answer to the first trial."""
    return excess([r]) < min(0.3, excess(got) / 2)


def trained_for(k: int, got: list) -> bool:
    """Whether the map is at its best in trial k, and far better there than in the first."""
    risks = [excess(got, j) for j in range(len(TRIALS))]
    return risks[k] == min(risks) < min(0.3, risks[0] / 2)


FIGURE_EIGHT = Exercise(
    call="my_map(x_noisy)",
    trials=lambda: [(noisy(k).clone(),) for k in range(len(TRIALS))],
    right=lambda x: best(figure_eight, 0.1)(x),
    passes=lambda got: excess(got) < WANTED,
    says=lambda got: f"Its excess risk is {excess(got):.2%}, wanted below {WANTED:.0%}.",
    mistakes=[
        (
            "Your map returns the arrow; wanted is the point to which it leads, x̃ plus the arrow.",
            lambda got: repaired(noisy(0) + got[0], got),
        ),
        (
            "The arrows are flipped: they lead away from the curve.",
            lambda got: repaired(2 * noisy(0) - got[0], got) or repaired(noisy(0) - got[0], got),
        ),
        *((words, partial(trained_for, k)) for k, words in enumerate(ELSEWHERE, start=1)),
        (
            "That is no better than doing nothing, r(x̃) = x̃: is the map trained, and is it this one?",
            lambda got: excess(got) > 0.9 * excess([noisy(0)]),
        ),
    ],
)
