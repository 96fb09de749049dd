"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises

__all__ = ["check", "hint", "require", "solution"]

# In the notebook's order, each a file in exercises/. Points: one for each minute, ten at the most.
POINTS = {
    "weighted_mean": 5,
}
EXERCISES = Exercises(f"{__package__}.exercises", POINTS)
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
