"""What an exercise is: its trials, its worked solution, its hints, and the mistakes that are known."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Got = list  # what an answer returned, one entry for each trial: tensors of float64, or tuples of them


class Mistake:
    """A known mistake: what is wrong, in words; a test of what was measured; answers that make it."""

    def __init__(self, words: str, made: Callable[[Any], bool], *examples: Callable):
        self.words, self.made, self.examples = words, made, examples


class NotYet(Exception):
    """What keeps an answer from being tried or measured, in words."""


@dataclass
class Exercise:
    """All of an exercise but its statement.

    worked: the solution, printed as it stands in its file between the lines `imports` and `after`. points:
    what it is worth, one for each minute, ten at the most. trials(): the arguments of each trial, made
    anew. measure(got): of what an answer returned, that which the next three look at. passes: whether it
    is right; says: the numbers that show it; mistakes: known ones, the more special first. hints: one after
    the other. like: called as the answer is, it returns the right shapes; `worked` unless given.
    refuses(answer): why it is not tried at all, or "". ours(): what stands in for an answer that is not right
    yet; `worked` unless given.
    """

    worked: Callable
    points: int
    trials: Callable[[], list[tuple]]
    passes: Callable[[Any], bool]
    says: Callable[[Any], str]
    mistakes: list[Mistake]
    hints: list[str]
    measure: Callable[[Got], Any] = lambda got: got
    like: Callable | None = None
    refuses: Callable[[Callable], str] = lambda answer: ""
    imports: str = ""
    after: str = ""
    ours: Callable[[], Callable] | None = None

    def __post_init__(self):
        self.like = self.like or self.worked
        self.ours = self.ours or (lambda: self.worked)
        self.names = list(inspect.signature(self.like).parameters)  # of the answer's arguments
        self.call = f"{self.like.__name__}({', '.join(self.names)})"

    @property
    def solution(self) -> str:
        """The worked solution as code that runs by itself."""
        parts = self.imports, inspect.getsource(self.worked).rstrip(), self.after
        return "\n\n\n".join(filter(None, parts))
