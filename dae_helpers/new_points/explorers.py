"""The explorers by their names: sliders around pictures, for the student's hand."""

from .falling import explorer as falling
from .pad import pad
from .walker import explorer as walker

__all__ = ["falling", "pad", "walker"]
