"""The predictions of the notebook on pictures: each is answered before its figure is shown."""

from ..stage.questions import Option, Question

__all__ = ["Option", "Question"]
