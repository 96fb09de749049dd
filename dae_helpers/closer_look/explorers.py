"""The explorers by their names: sliders around pictures, for the student's hand."""

from .blindness import explorer as blind
from .by_heart import explorer as by_heart
from .corruptions import explorer as corruption
from .few_points import explorer as few_points
from .film import explorer as film
from .guidance import explorer as guidance
from .measurement import explorer as measurement
from .pad import pad
from .places import explorer as places
from .zoom import explorer as zoom

__all__ = [
    "blind",
    "by_heart",
    "corruption",
    "few_points",
    "film",
    "guidance",
    "measurement",
    "pad",
    "places",
    "zoom",
]
