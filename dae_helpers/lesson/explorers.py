"""The explorers by their names: sliders around pictures, for the student's hand."""

from .corruption import explorer as corruption
from .drawing import pad
from .falling import explorer as falling
from .field import explorer as field
from .film import explorer as film
from .paths import explorer as paths
from .side_by_side import explorer as side_by_side
from .zoom import explorer as zoom

__all__ = ["corruption", "falling", "field", "film", "pad", "paths", "side_by_side", "zoom"]
