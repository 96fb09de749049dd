"""The explorers by their names: sliders around pictures, for the student's hand."""

from .falling import explorer as falling
from .one_path import explorer as one_path
from .walker import explorer as walker

__all__ = ["falling", "one_path", "walker"]
