"""What an exercise is: how its answer is tried, and how mistakes are told from one another."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import torch

from . import oracle
from .manifolds import Curve


class Exercise(NamedTuple):
    """How an answer is tried and judged; `got` is the list of what it returned, one entry for each trial.

    call: how the answer is called; trials(): the arguments of each trial, made anew; right: a right answer;
    passes(got): whether the answer is right; says(got): the numbers that show it; mistakes: pairs of what is
    wrong, in words, and a test of got.
    """

    call: str
    trials: Callable[[], list[tuple]]
    right: Callable
    passes: Callable[[list], bool]
    says: Callable[[list], str]
    mistakes: list[tuple[str, Callable[[list], bool]]]


def answers(function: Callable, trials: Callable[[], list[tuple]]) -> list:
    """What the function returns in each trial. Its random numbers are the same every time."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        return [function(*arguments) for arguments in trials()]


def pointwise(right: Callable, trial: Callable[[], tuple], mistakes: list[tuple]) -> Exercise:
    """Points in, points out: the answer is held against `right`, then against each mistake.

    trial(): the arguments; mistakes: what is wrong, in words, and one or more functions that do it.
    """
    names = list(inspect.signature(right).parameters)
    place = next(i for i, name in enumerate(names) if name in ("x_noisy", "x"))

    def trials() -> list[tuple]:
        return [trial()]

    def equals(*functions: Callable) -> Callable[[list], bool]:
        def test(got: list) -> bool:
            given = (answers(function, trials)[0].double() for function in functions)
            return any(torch.allclose(got[0], each, rtol=1e-4, atol=1e-4, equal_nan=True) for each in given)

        return test

    def says(got: list) -> str:
        wanted = answers(right, trials)[0].double()
        errors = (got[0] - wanted).norm(dim=1)
        k = errors.argmax()
        if equals(right)(got):
            return (
                f"Your answer and the wanted one agree at all {len(errors)} points "
                f"(largest difference {errors[k]:.2g})."
            )
        at, yours, ours = ("({:.3f}, {:.3f})".format(*x[k]) for x in (trial()[place], got[0], wanted))
        return (
            f"The largest of {len(errors)} errors is {errors[k]:.2g}: "
            f"for {names[place].replace('x_noisy', 'x̃')} = {at} your answer is {yours}, wanted {ours}."
        )

    known = [(words, equals(*functions)) for words, *functions in mistakes]
    return Exercise(f"{right.__name__}({', '.join(names)})", trials, right, equals(right), says, known)


@cache
def best(make: Callable[[], Curve], sigma: float) -> oracle.PosteriorMean:
    """The exact denoiser of the curve make(), kept for the next check."""
    return oracle.PosteriorMean(make(), sigma)
