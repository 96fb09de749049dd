"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises
from .exercises.figure_eight import figure_eight

__all__ = ["check", "figure_eight", "hint", "require", "solution"]

# In the notebook's order, each a file in exercises/. Points: one for each minute, ten at the most.
POINTS = {
    "spiral_points": 10,
    "langevin_step": 3,
    "sampler": 10,
    "figure_eight": 10,
}
EXERCISES = Exercises(f"{__package__}.exercises", POINTS)
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
