"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises

__all__ = ["check", "hint", "require", "solution", "yours"]

EXERCISES = Exercises(f"{__package__}.exercises")
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
yours = EXERCISES.yours
