"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises

__all__ = ["check", "hint", "require", "solution", "yours"]

EXERCISES = Exercises(f"{__package__}.exercises")
check, require, yours = EXERCISES.check, EXERCISES.require, EXERCISES.yours
hint, solution = EXERCISES.hint, EXERCISES.solution
