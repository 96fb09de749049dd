"""The verdict on an answer: it is tried, held against what is wanted, and a known mistake is named."""

import inspect
import linecache
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress

import torch

from .answers import agree, changed, described, fits, plain
from .exercise import Exercise, Got, NotYet

PLAIN_NUMBER = " A plain number is no tensor: its square root is number ** 0.5, as in (2 * alpha) ** 0.5."


class NotAttempted(Exception):
    """The skeleton is as it was handed out, or there is no answer at all."""


def verdict(exercise: Exercise, answer) -> tuple[bool, str]:
    """Whether an answer is right, and the words that say so, in one short paragraph.

    What the answer does wrong is told, never raised; only the user's Ctrl-C passes.
    """
    with guarded():
        try:
            return judged(exercise, answer)
        except NotAttempted:
            return False, "not attempted yet."
        except NotYet as reason:
            return False, f"not yet. {reason}"
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit, too
            return False, f"not yet. {in_words(error, answer, exercise.call)}"


@contextmanager
def guarded() -> Iterator[None]:
    """Within, gradients are on and torch's random numbers begin at seed 0.

    After it both, the dtype, the device and the threads are as before. What is written to stderr is printed:
    nbgrader takes it for an error.
    """
    dtype, device, threads = torch.get_default_dtype(), torch.get_default_device(), torch.get_num_threads()
    with torch.random.fork_rng(devices=[]), torch.enable_grad(), redirect_stderr(sys.stdout):
        torch.default_generator.manual_seed(0)
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
            torch.set_default_device(None if device.type == "cpu" else device)  # None: as quick as never set
            torch.set_num_threads(threads)


def judged(exercise: Exercise, answer) -> tuple[bool, str]:
    """The verdict on an answer that can be tried and measured; on any other, NotYet."""
    if answer is None or answer is ...:
        raise NotAttempted
    if not callable(answer) or isinstance(answer, type):
        remark = " Try its .model." if hasattr(answer, "model") else ""
        raise NotYet(f"Hand in what can be called as {exercise.call}, not {described(answer)}.{remark}")
    if refusal := exercise.refuses(answer):
        raise NotYet(refusal)
    got = tried(exercise, answer)
    measured = exercise.measure(got)
    told = exercise.says(measured)
    if exercise.passes(measured):
        return True, f"right. {told}"
    known = next((mistake.words for mistake in exercise.mistakes if mistake.made(measured)), "")
    return False, " ".join(filter(None, ["not yet.", known or unused(exercise, answer, got), told]))


def untouched(answer) -> bool:
    """Whether a function is as its skeleton was: it ends with the three dots."""
    with suppress(OSError, TypeError):  # no source is at hand
        return inspect.getsource(answer).rstrip().endswith("...")
    return False


def tried(exercise: Exercise, answer) -> Got:
    """What the answer returns in each trial, each with data of its own. Raises NotYet if it is of no use."""
    got = []
    for given, kept in zip(exercise.trials(), exercise.trials()):
        like = exercise.like(*kept)
        value = answer(*given)
        if value is None or value is ...:
            if untouched(answer):
                raise NotAttempted
            raise NotYet("Your function returns nothing: is the return missing?")
        if not fits(value, like):
            wish = f"{exercise.call} returns {described(value)}; wanted is {described(like)}."
            stack = " torch.stack makes one tensor of a list of them." * isinstance(value, list)
            raise NotYet(wish + stack)
        for name, now, before in zip(exercise.names, given, kept):
            if changed(now, before):
                raise NotYet(
                    f"Your function changes its input {name}, which others still need: "
                    "work on a copy, as in x = x + step in place of x += step."
                )
        got.append(plain(value))
    return got


def unused(exercise: Exercise, answer, got: Got) -> str:
    """A sentence on an argument that makes no difference, as when a number is written in its place."""
    numbers = got[1] if isinstance(got[1], tuple) else (got[1],)
    if not all(each.isfinite().all() for each in numbers):  # what is NaN all over depends on nothing
        return ""
    for i, name in enumerate(exercise.names):
        first, second = exercise.trials()[:2]
        if isinstance(first[i], (int, float)) and first[i] == second[i]:
            continue
        with suppress(Exception):
            if agree(plain(answer(*second[:i], first[i], *second[i + 1 :])), got[1]):
                return f"Your answer does not depend on {name}: use what is handed in under this name."
    return ""


def in_words(error: BaseException, answer, call: str) -> str:
    """The error that the answer raised, and the line of its own code at which it was raised."""
    message = ""
    with suppress(Exception):  # its own __str__ may fail, too
        message = f": {short(str(error), 160)}" if str(error) else ""
    remark = PLAIN_NUMBER if "must be Tensor, not float" in message else ""
    own = getattr(inspect.unwrap(getattr(answer, "forward", answer)), "__globals__", None)
    lines = [
        short(linecache.getline(frame.f_code.co_filename, line), 100) or f"number {line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals is own
    ]
    where = f" (line: {lines[-1]})." if lines else f". It is called as {call}."
    return f"Your code stopped with {type(error).__name__}{message}{where}{remark}"


def short(text: str, most: int) -> str:
    """A text's first line, at most so many characters of it."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= most else line[: most - 1] + "…"
