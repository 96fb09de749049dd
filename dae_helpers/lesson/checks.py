"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

import textwrap
from collections import Counter
from importlib import import_module

from .. import arguments
from ..stage import checking
from .exercises.figure_eight import figure_eight

__all__ = ["check", "figure_eight", "hint", "require", "solution"]

# Each is a file in exercises/; the first is exercise 1.
NAMES = [
    "displacement",
    "score",
    "training_pairs",
    "spiral_points",
    "posterior_mean",
    "langevin_step",
    "figure_eight",
    "sampler",
    "weighted_mean",
]
EXERCISES = {
    number: import_module(f"{__package__}.exercises.{name}").EXERCISE for number, name in enumerate(NAMES, 1)
}
_hints_given = Counter()


def check(number: int, answer) -> None:
    """Print whether the answer to an exercise is right, or what is wrong with it.

    answer: a function or a map; None, or a function without code, counts as not attempted.
    Raises TypeError or ValueError if there is no such exercise; whatever the answer does is only reported.
    """
    _say(number, checking.verdict(_exercise(number), answer).words)


def require(number: int, answer) -> None:
    """For graders: silent if the answer is right, else AssertionError with what check would say."""
    right, words = checking.verdict(_exercise(number), answer)
    if not right:
        raise AssertionError(f"Exercise {number}: {words}")


def hint(number: int) -> None:
    """Print the next hint for an exercise; after the last, where its solution is. Raises as check does."""
    hints = _exercise(number).hints
    k = _hints_given[number] % (len(hints) + 1)
    _hints_given[number] += 1
    if k < len(hints):
        _say(number, f"hint {k + 1} of {len(hints)}: {hints[k]}", sign=", ")
    else:
        _say(
            number,
            f"there are no more hints. checks.solution({number}) prints a solution, "
            f"checks.hint({number}) begins again.",
        )


def solution(number: int) -> None:
    """Print an exercise's worked solution: code that runs by itself. Raises as check does."""
    print(checking.printed(_exercise(number)))


def _exercise(number: int) -> checking.Exercise:
    return EXERCISES[arguments.one_of("number", arguments.count("number", number), EXERCISES)]


def _say(number: int, words: str, sign: str = ": ") -> None:
    print(textwrap.fill(f"Exercise {number}{sign}{words}", 100))
