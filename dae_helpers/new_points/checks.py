"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises
from .exercises.figure_eight import figure_eight

__all__ = ["check", "figure_eight", "hint", "require", "solution"]

EXERCISES = Exercises(f"{__package__}.exercises")
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
