"""The explorers by their names: sliders around pictures, for the student's hand."""

from .field import explorer as field
from .generate import explorer as generate
from .guess import explorer as guess
from .paths import explorer as paths
from .side_by_side import explorer as side_by_side
from .slopes import explorer as slopes
from .tweedie import explorer as tweedie

__all__ = ["field", "generate", "guess", "paths", "side_by_side", "slopes", "tweedie"]
