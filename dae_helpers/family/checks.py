"""Checks of the family's exercises: what you hand in is tried, and a mistake that is known is named."""

import textwrap
from collections import Counter

from .. import arguments
from ..stage import checking
from .exercises import contraction, k_sparse, reparameterised, wiener

__all__ = ["check", "hint", "solution"]

MODULES = (k_sparse, reparameterised, contraction, wiener)
EXERCISES = {number: module.EXERCISE for number, module in enumerate(MODULES, 1)}
_hints_given = Counter()


def check(number: int, answer) -> None:
    """Print whether the answer to an exercise is right, or what is wrong with it.

    answer: a function; None, or a function without code, counts as not attempted.
    Raises TypeError or ValueError if there is no such exercise; whatever the answer does is only reported.
    """
    _say(number, checking.verdict(_exercise(number), answer).words)


def hint(number: int) -> None:
    """Print the next hint for an exercise; after the last, the first again. Raises as check does."""
    hints = _exercise(number).hints
    k = _hints_given[number] % len(hints)
    _hints_given[number] += 1
    _say(number, f"hint {k + 1} of {len(hints)}: {hints[k]}", sign=", ")


def solution(number: int) -> None:
    """Print an exercise's worked solution: code that runs by itself. Raises as check does."""
    print(checking.printed(_exercise(number)))


def _exercise(number: int) -> checking.Exercise:
    return EXERCISES[arguments.one_of("number", arguments.count("number", number), EXERCISES)]


def _say(number: int, words: str, sign: str = ": ") -> None:
    print(textwrap.fill(f"Exercise {number}{sign}{words}", 100))
