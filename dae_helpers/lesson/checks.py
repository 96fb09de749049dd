"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from importlib import import_module

from ..stage.exercises import Exercises
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
EXERCISES = Exercises(import_module(f"{__package__}.exercises.{name}").EXERCISE for name in NAMES)
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
