"""The explorers by their names: sliders around pictures, for the student's hand."""

from .coded_point import explorer as code

__all__ = ["code"]
