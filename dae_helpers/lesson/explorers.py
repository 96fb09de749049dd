"""The explorers by their names: sliders around pictures, for the student's hand."""

from .field import explorer as field
from .generate import explorer as generate
from .guess import explorer as guess
from .slopes import explorer as slopes
from .tweedie import explorer as tweedie

__all__ = ["field", "generate", "guess", "slopes", "tweedie"]
