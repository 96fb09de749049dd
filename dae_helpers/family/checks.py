"""Checks of the family's exercises: what you hand in is tried, and a mistake that is known is named."""

from ..stage.exercises import Exercises
from .exercises import contraction, k_sparse, reparameterised, wiener

__all__ = ["check", "hint", "require", "solution"]

MODULES = (k_sparse, reparameterised, contraction, wiener)
EXERCISES = Exercises((module.EXERCISE for module in MODULES), points=[5] * len(MODULES))
check, require, hint, solution = EXERCISES.check, EXERCISES.require, EXERCISES.hint, EXERCISES.solution
