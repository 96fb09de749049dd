"""Checks of the family's exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.checks import Exercises

__all__ = ["check", "hint", "require", "solution"]

# Each is a file in exercises/. Its points: one for each minute.
POINTS = {
    "k_sparse": 5,
    "reparameterised": 5,
    "contraction": 5,
    "wiener": 5,
}
EXERCISES = Exercises(f"{__package__}.exercises", POINTS)
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
