"""What an exercise is: how its answer is tried, and how mistakes are told from one another."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from .answers import agree, changed, described, fits, in_words, plain
from .guard import guarded

Got = list  # what an answer returned, one entry for each trial: tensors of float64, or tuples of them


class Verdict(NamedTuple):
    """Whether an answer is right, and the words that say so, in one short paragraph."""

    right: bool
    words: str


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
    def name(self) -> str:
        """The answer's name."""
        return self.call.partition("(")[0]

    @property
    def names(self) -> list[str]:
        """The names of the arguments."""
        return self.call.partition("(")[2].rstrip(")").split(", ")


class NotYet(Exception):
    """Why an answer is not right, in words."""


def verdict(exercise: Exercise, answer) -> Verdict:
    """The verdict on an answer. What it does wrong is told, never raised, and the state is put back.

    Only the user's own interrupt passes.
    """
    with guarded(answer) as interrupted:
        try:
            return Verdict(True, f"right. {judged(exercise, answer)}")
        except NotYet as reason:
            return Verdict(False, str(reason))
        except BaseException as error:  # SystemExit, too, and an interrupt that the answer raised itself
            if interrupted():
                raise
            return Verdict(False, f"not yet. {in_words(error, answer, exercise.call)}")


def judged(exercise: Exercise, answer) -> str:
    """The numbers of a right answer; of any other, NotYet."""
    if answer is None or answer is ...:
        raise NotYet("not attempted yet.")
    if not callable(answer) or isinstance(answer, type):
        remark = " Try its .model." if hasattr(answer, "model") else ""
        raise NotYet(
            f"not yet. Hand in what can be called as {exercise.call}, not {described(answer)}.{remark}"
        )
    if refusal := exercise.refuses(answer):
        raise NotYet(f"not yet. {refusal}")
    got = tried(exercise, answer)
    if exercise.passes(got):
        return exercise.says(got)
    known = next((mistake.words for mistake in exercise.mistakes if mistake.made(got)), "")
    remark = known or unused(exercise, answer, got)
    raise NotYet(" ".join(filter(None, ["not yet.", remark, exercise.says(got)])))


def tried(exercise: Exercise, answer) -> Got:
    """What the answer returns in each trial, each with data of its own. Raises NotYet if it is of no use."""
    got = []
    wanted = [exercise.right(*given) for given in exercise.trials()]
    for given, kept, like in zip(exercise.trials(), exercise.trials(), wanted):
        value = answer(*given)
        if value is None or value is ...:
            raise NotYet(nothing(answer))
        if not fits(value, like):
            wish = f"{exercise.call} returns {described(value)}; wanted is {described(like)}."
            stack = " torch.stack makes one tensor of a list of them." * isinstance(value, list)
            raise NotYet(f"not yet. {wish}{stack}")
        for name, now, before in zip(exercise.names, given, kept):
            if changed(now, before):
                raise NotYet(
                    f"not yet. Your function changes its input {name}, which others still need: "
                    "work on a copy, as in x = x + step in place of x += step."
                )
        got.append(plain(value))
    return got


def nothing(answer) -> str:
    """What is said when nothing is returned: there may be no code yet, or no return."""
    code = getattr(answer, "__code__", None)
    bare = code is None or len(code.co_code) <= len((lambda: ...).__code__.co_code)
    with suppress(OSError, TypeError):  # no source is at hand
        bare = bare or inspect.getsource(answer).rstrip().endswith("...")
    return "not attempted yet." if bare else "not yet. Your function returns nothing: is the return missing?"


def unused(exercise: Exercise, answer, got: Got) -> str:
    """A sentence on an argument that makes no difference, as when a number is written in its place."""
    settings = exercise.trials()[:2]
    for i, name in enumerate(exercise.names if len(settings) == 2 else []):
        first, second = exercise.trials()[:2]
        if isinstance(first[i], (int, float)) and first[i] == second[i]:
            continue
        with suppress(Exception):
            value = answer(*second[:i], first[i], *second[i + 1 :])
            if agree(plain(value), got[1]):
                return f"Your answer does not depend on {name}: use what is handed in under this name."
    return ""
