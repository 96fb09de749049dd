"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises

__all__ = ["check", "hint", "require", "solution"]

# Each is a file in exercises/. Its points: one for each minute, ten at the most.
POINTS = {
    "displacement": 2,
    "score": 2,
    "training_pairs": 5,
    "posterior_mean": 5,
}
EXERCISES = Exercises(f"{__package__}.exercises", POINTS)
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
