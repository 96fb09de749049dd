"""The explorers of the notebook on pictures."""

from .curtain import curtain
from .filled import wipe

__all__ = ["curtain", "wipe"]
