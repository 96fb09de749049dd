"""Checks of the exercises: what you hand in is tried, and a mistake that is known is named."""

import inspect
import linecache
import textwrap
import traceback
from collections import Counter

from torch import Tensor, nn

from . import arguments, exercises_arrows, exercises_random, exercises_steps, exercises_trained, solutions
from .exercises import Exercise, answers
from .exercises_trained import figure_eight

__all__ = ["check", "figure_eight", "hint", "solution"]

EXERCISES = {
    1: exercises_arrows.DISPLACEMENT,
    2: exercises_arrows.SCORE,
    3: exercises_random.TRAINING_PAIRS,
    4: exercises_random.SPIRAL_POINTS,
    5: exercises_arrows.POSTERIOR_MEAN,
    6: exercises_steps.LANGEVIN_STEP,
    7: exercises_trained.FIGURE_EIGHT,
    8: exercises_steps.SAMPLER,
}
MOST_PARAMETERS = 10_000
PLAIN_NUMBER = "A plain number is no tensor: its square root is number ** 0.5, as in (2 * alpha) ** 0.5."
_hints_given = Counter()


def check(number: int, answer) -> None:
    """Print whether the answer to an exercise is right, or what is wrong with it.

    answer: a function or a map; None, or a function that returns nothing, counts as not attempted.
    Raises ValueError if there is no such exercise; an error in the answer itself is only reported.
    """
    exercise = EXERCISES[arguments.one_of("number", number, EXERCISES)]
    print(textwrap.fill(f"Exercise {number}: {verdict(exercise, answer)}", 100, break_long_words=False))


def hint(number: int) -> None:
    """Print the next hint for an exercise; after the last, the first again. Raises ValueError."""
    hints = solutions.HINTS[arguments.one_of("number", number, EXERCISES)]
    k = _hints_given[number] % len(hints)
    _hints_given[number] += 1
    print(textwrap.fill(f"Exercise {number}, hint {k + 1} of {len(hints)}: {hints[k]}", 100))


def solution(number: int) -> None:
    """Print an exercise's worked solution: code that runs by itself. Raises ValueError."""
    print(solutions.printed(arguments.one_of("number", number, EXERCISES)))


def verdict(exercise: Exercise, answer) -> str:
    """The answer's verdict, in one short paragraph."""
    if answer is None or answer is ...:
        return "not attempted yet."
    if not callable(answer) or isinstance(answer, type):
        remark = " Try its .model." if hasattr(answer, "model") else ""
        return f"not yet. Hand in what can be called as {exercise.call}, not {described(answer)}.{remark}"
    network = getattr(answer, "func", answer)  # ConditionalDAE.at returns a partial
    if (
        isinstance(network, nn.Module)
        and (n := sum(p.numel() for p in network.parameters())) > MOST_PARAMETERS
    ):
        return f"not yet. The network has {n} parameters; at most {MOST_PARAMETERS} are allowed."
    try:
        got = answers(answer, exercise.trials)
    except Exception as error:
        return f"not yet. {in_words(error, answer, exercise)}"
    if any(each is None or each is ... for each in got):
        return "not attempted yet."
    for yours, ours in zip(map(described, got), map(described, answers(exercise.right, exercise.trials))):
        if yours != ours:
            return f"not yet. {exercise.call} returns {yours}; wanted is {ours}."
    got = [plain(each) for each in got]
    if exercise.passes(got):
        return f"right. {exercise.says(got)}"
    known = next((words + " " for words, made in exercise.mistakes if made(got)), "")
    return f"not yet. {known}{exercise.says(got)}"


def in_words(error: Exception, answer, exercise: Exercise) -> str:
    """The error that the answer raised, and the line of its own code at which it was raised."""
    message = next(iter(str(error).splitlines()), "")
    words = f"Your code stopped with {type(error).__name__}" + f": {message}" * bool(message)
    remark = f" {PLAIN_NUMBER}" * ("must be Tensor, not float" in message)
    home = getattr(inspect.unwrap(getattr(answer, "forward", answer)), "__globals__", None)
    lines = [
        linecache.getline(frame.f_code.co_filename, line).strip() or f"number {line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals is home
    ]
    where = f" (line: {lines[-1]})." if lines else f". It is called as {exercise.call}."
    return words + where + remark


def described(value) -> str:
    """What a returned value is, in words: its type, and its shape if it is a tensor of floats."""
    if isinstance(value, Tensor):
        kind = f"shape {tuple(value.shape)}" if value.is_floating_point() else f"{value.dtype}"
        return f"a tensor of {kind}"
    if isinstance(value, (tuple, list)):
        return f"a tuple of {len(value)} ({', '.join(map(described, value))})"
    return f"something of the type {type(value).__name__}"


def plain(value: Tensor | tuple) -> Tensor | tuple:
    """Tensors as float64 on the CPU, without their history."""
    return value.detach().double().cpu() if isinstance(value, Tensor) else tuple(map(plain, value))
