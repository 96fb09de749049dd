"""The explorers by their names: sliders around pictures, for the student's hand."""

from .corruption import explorer as corruption
from .drawing import pad
from .falling import explorer as falling
from .few_points import explorer as few_points
from .field import explorer as field
from .film import explorer as film
from .guess import explorer as guess
from .paths import explorer as paths
from .places import explorer as places
from .side_by_side import explorer as side_by_side
from .slopes import explorer as slopes
from .walker import explorer as walker
from .zoom import explorer as zoom

__all__ = [
    "corruption",
    "falling",
    "few_points",
    "field",
    "film",
    "guess",
    "pad",
    "paths",
    "places",
    "side_by_side",
    "slopes",
    "walker",
    "zoom",
]
