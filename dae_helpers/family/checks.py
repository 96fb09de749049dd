"""Checks of the family's exercises: what you hand in is tried, and a mistake that is known is named."""

import inspect
import textwrap
from collections import Counter

from .. import arguments
from ..stage.checking import verdict
from .exercises import contraction, k_sparse, reparameterised, wiener

__all__ = ["check", "hint", "solution"]

EXERCISES = dict(enumerate((k_sparse, reparameterised, contraction, wiener), 1))
_hints_given = Counter()


def check(number: int, answer) -> None:
    """Print whether the answer to an exercise is right, or what is wrong with it.

    answer: a function; None, or a function that returns nothing, counts as not attempted.
    Raises ValueError if there is no such exercise; an error in the answer itself is only reported.
    """
    module = EXERCISES[arguments.one_of("number", number, EXERCISES)]
    print(
        textwrap.fill(f"Exercise {number}: {verdict(module.EXERCISE, answer)}", 100, break_long_words=False)
    )


def hint(number: int) -> None:
    """Print the next hint for an exercise; after the last, the first again. Raises ValueError."""
    hints = EXERCISES[arguments.one_of("number", number, EXERCISES)].HINTS
    k = _hints_given[number] % len(hints)
    _hints_given[number] += 1
    print(textwrap.fill(f"Exercise {number}, hint {k + 1} of {len(hints)}: {hints[k]}", 100))


def solution(number: int) -> None:
    """Print an exercise's worked solution: code that runs by itself. Raises ValueError."""
    exercise = EXERCISES[arguments.one_of("number", number, EXERCISES)].EXERCISE
    code = inspect.getsource(exercise.right).rstrip()
    print("import torch\n\n\n" * ("torch." in code) + code)
