"""The verdict on an answer: it is tried, held against what is wanted, and a known mistake is named."""

import inspect
from contextlib import suppress
from typing import NamedTuple

from .answers import agree, changed, described, fits, in_words, plain
from .exercise import Exercise, Got
from .guard import guarded


class Verdict(NamedTuple):
    """Whether an answer is right, and the words that say so, in one short paragraph."""

    right: bool
    words: str


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
