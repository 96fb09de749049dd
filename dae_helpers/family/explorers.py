"""The family's explorers: sliders around pictures of digits."""

from .code_sizes import squeeze
from .ddim import follow
from .denoised import undo
from .interpolation import walk

__all__ = ["follow", "squeeze", "undo", "walk"]
