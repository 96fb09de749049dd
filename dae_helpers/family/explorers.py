"""The family's explorers by their names: sliders around pictures of digits."""

from .following import explorer as follow
from .squeezing import explorer as squeeze
from .undoing import explorer as undo
from .walking import explorer as walk

__all__ = ["follow", "squeeze", "undo", "walk"]
