"""What an exercise is: its trials, its worked solution, its hints, and the mistakes that are known."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

Got = list  # what an answer returned, one entry for each trial: tensors of float64, or tuples of them


class Mistake(NamedTuple):
    """A known mistake: what is wrong, in words; a test of what was returned; answers that make it."""

    words: str
    made: Callable[[Got], bool]
    examples: tuple[Callable, ...]


@dataclass(frozen=True)
class Exercise:
    """All of an exercise but its statement.

    worked: the solution, printed as it stands in its file; trials(): the arguments of each trial, made anew;
    passes(got): whether an answer is right; says(got): the numbers that show it; mistakes: known ones, the
    more special first; hints: one after the other. call: how the answer is called; right: what returns
    a right answer's shapes; refuses(answer): why it is not tried at all, or ""; after, imports: lines that
    the printed solution needs below and above `worked`.
    """

    worked: Callable
    trials: Callable[[], list[tuple]]
    passes: Callable[[Got], bool]
    says: Callable[[Got], str]
    mistakes: list[Mistake]
    hints: list[str]
    call: str = ""
    right: Callable | None = None
    refuses: Callable[[object], str] = field(default=lambda answer: "")
    after: str = ""
    imports: tuple[str, ...] = ()

    def __post_init__(self):
        written = f"{self.worked.__name__}({', '.join(inspect.signature(self.worked).parameters)})"
        object.__setattr__(self, "call", self.call or written)
        object.__setattr__(self, "right", self.right or self.worked)

    @property
    def names(self) -> list[str]:
        """The names of the arguments."""
        return self.call.partition("(")[2].rstrip(")").split(", ")
