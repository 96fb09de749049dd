"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

import textwrap
from collections import Counter

from .. import arguments
from ..stage.checking import verdict
from .exercises import arrows, random_points, solutions, steps, trained
from .exercises.trained import figure_eight

__all__ = ["check", "figure_eight", "hint", "solution"]

EXERCISES = {
    1: arrows.DISPLACEMENT,
    2: arrows.SCORE,
    3: random_points.TRAINING_PAIRS,
    4: random_points.SPIRAL_POINTS,
    5: arrows.POSTERIOR_MEAN,
    6: steps.LANGEVIN_STEP,
    7: trained.FIGURE_EIGHT,
    8: steps.SAMPLER,
}
_hints_given = Counter()


def check(number: int, answer) -> None:
    """Print whether the answer to an exercise is right, or what is wrong with it.

    answer: a function or a map; None, or a function that returns nothing, counts as not attempted.
    Raises ValueError if there is no such exercise; an error in the answer itself is only reported.
    """
    exercise = EXERCISES[arguments.one_of("number", number, EXERCISES)]
    print(textwrap.fill(f"Exercise {number}: {verdict(exercise, answer)}", 100, break_long_words=False))


def hint(number: int) -> None:
    """Print the next hint for an exercise; after the last, the first again. Raises ValueError."""
    hints = solutions.HINTS[arguments.one_of("number", number, EXERCISES)]
    k = _hints_given[number] % len(hints)
    _hints_given[number] += 1
    print(textwrap.fill(f"Exercise {number}, hint {k + 1} of {len(hints)}: {hints[k]}", 100))


def solution(number: int) -> None:
    """Print an exercise's worked solution: code that runs by itself. Raises ValueError."""
    print(solutions.printed(arguments.one_of("number", number, EXERCISES)))
