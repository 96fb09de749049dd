"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from importlib import import_module

from ..stage.exercises import Exercises
from .exercises.figure_eight import figure_eight

__all__ = ["check", "figure_eight", "hint", "require", "solution"]

# Each is a file in exercises/; the first is exercise 1. Its points: one for each minute, ten at the most.
POINTS = {
    "displacement": 2,
    "score": 2,
    "training_pairs": 5,
    "spiral_points": 10,
    "posterior_mean": 5,
    "langevin_step": 3,
    "figure_eight": 10,
    "sampler": 10,
    "weighted_mean": 5,
}
EXERCISES = Exercises(
    (import_module(f"{__package__}.exercises.{name}").EXERCISE for name in POINTS), POINTS.values()
)
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
