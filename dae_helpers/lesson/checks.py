"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises

__all__ = ["check", "hint", "require", "solution", "yours"]

# In the notebook's order, each a file in exercises/. Points: one for each minute, ten at the most.
POINTS = {
    "posterior_mean": 5,
    "training_pairs": 5,
    "train": 4,
    "split": 4,
    "score": 2,
}
EXERCISES = Exercises(f"{__package__}.exercises", POINTS)
check, require, yours = EXERCISES.check, EXERCISES.require, EXERCISES.yours
hint, solution = EXERCISES.hint, EXERCISES.solution
