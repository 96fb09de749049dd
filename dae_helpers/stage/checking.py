"""What an exercise is: how its answer is tried, and how mistakes are told from one another."""

import inspect
import linecache
import traceback
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

MOST_PARAMETERS = 10_000
PLAIN_NUMBER = "A plain number is no tensor: its square root is number ** 0.5, as in (2 * alpha) ** 0.5."


class Exercise(NamedTuple):
    """How an answer is tried and judged; `got` is the list of what it returned, one entry for each trial.

    call: how the answer is called; trials(): the arguments of each trial, made anew; right: a right answer;
    passes(got): whether the answer is right; says(got): the numbers that show it; mistakes: pairs of what is
    wrong, in words, and a test of got.
    """

    call: str
    trials: Callable[[], list[tuple]]
    right: Callable
    passes: Callable[[list], bool]
    says: Callable[[list], str]
    mistakes: list[tuple[str, Callable[[list], bool]]]


def answers(function: Callable, trials: Callable[[], list[tuple]]) -> list:
    """What the function returns in each trial. Its random numbers are the same every time."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        return [function(*arguments) for arguments in trials()]


def pointwise(right: Callable, trial: Callable[[], tuple], mistakes: list[tuple]) -> Exercise:
    """Points in, points out: the answer is held against `right`, then against each mistake.

    trial(): the arguments; mistakes: what is wrong, in words, and one or more functions that do it.
    """
    names = list(inspect.signature(right).parameters)
    place = next(i for i, name in enumerate(names) if name in ("x_noisy", "x"))

    def trials() -> list[tuple]:
        return [trial()]

    def equals(*functions: Callable) -> Callable[[list], bool]:
        def test(got: list) -> bool:
            given = (answers(function, trials)[0].double() for function in functions)
            return any(torch.allclose(got[0], each, rtol=1e-4, atol=1e-4, equal_nan=True) for each in given)

        return test

    def says(got: list) -> str:
        wanted = answers(right, trials)[0].double()
        errors = (got[0] - wanted).norm(dim=1)
        k = errors.argmax()
        if equals(right)(got):
            return (
                f"Your answer and the wanted one agree at all {len(errors)} points "
                f"(largest difference {errors[k]:.2g})."
            )
        at, yours, ours = ("({:.3f}, {:.3f})".format(*x[k]) for x in (trial()[place], got[0], wanted))
        return (
            f"The largest of {len(errors)} errors is {errors[k]:.2g}: "
            f"for {names[place].replace('x_noisy', 'x̃')} = {at} your answer is {yours}, wanted {ours}."
        )

    known = [(words, equals(*functions)) for words, *functions in mistakes]
    return Exercise(f"{right.__name__}({', '.join(names)})", trials, right, equals(right), says, known)


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
