"""The explorers of the notebook on pictures."""

from .filled import wipe

__all__ = ["wipe"]
