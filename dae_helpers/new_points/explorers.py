"""The explorers by their names: sliders around pictures, for the student's hand."""

from .bending import explorer as bending
from .falling import explorer as falling
from .walker import explorer as walker

__all__ = ["bending", "falling", "walker"]
