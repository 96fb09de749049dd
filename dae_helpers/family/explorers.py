"""The family's explorers: sliders around pictures of digits."""

from .ddim import follow
from .strips import squeeze, undo, walk

__all__ = ["follow", "squeeze", "undo", "walk"]
