"""What an exercise is: how its answer is tried, and how mistakes are told from one another."""

import ast
import importlib.util
import inspect
import linecache
import textwrap
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn

from .guard import guarded

PLAIN_NUMBER = "A plain number is no tensor: its square root is number ** 0.5, as in (2 * alpha) ** 0.5."
SYMBOLS = {"sigma": "σ", "alpha": "α"}
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
            return Verdict(False, f"not yet. {in_words(error, answer, exercise)}")


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


def pointwise(
    worked: Callable,
    trials: Callable[[], list[tuple]],
    mistakes: list[tuple],
    hints: list[str],
    fickle: str = "Called twice with the same arguments, your function returns two different answers.",
    shown: Callable[[], str] = str,
) -> Exercise:
    """Points in, points out: the answer is held against `worked`, then against each mistake.

    trials(): at least two settings; the first is tried again at the end. mistakes: what is wrong, in words,
    and one or more functions that do it. fickle: what is said if the second time gives something else;
    shown(): what a right answer is told besides.
    """
    names = list(inspect.signature(worked).parameters)

    def twice() -> list[tuple]:
        return [*trials(), trials()[0]]

    def equals(*functions: Callable) -> Callable[[Got], bool]:
        def made(got: Got) -> bool:
            # What is NaN all over tells nothing: a setting may bring a second mistake to light.
            some = [k for k in range(len(got) - 1) if not got[k].isnan().all()]
            return bool(some) and any(
                all(agree(plain(function(*trials()[k])), got[k]) for k in some) for function in functions
            )

        return made

    def passes(got: Got) -> bool:
        return all(agree(plain(worked(*given)), each) for given, each in zip(twice(), got))

    def says(got: Got) -> str:
        wanted = [plain(worked(*given)) for given in twice()]
        if passes(got):
            points = sum(map(len, wanted[:-1]))
            least = max((mine - ours).norm(dim=1).max().item() for mine, ours in zip(got, wanted))
            agrees = f"It agrees with the wanted one at all {points} points (largest difference {least:.2g})."
            return f"{agrees} {shown()}".strip()
        j = next(j for j, ours in enumerate(wanted) if not agree(got[j], ours))
        partly = "One setting comes out right, another does not. " * (0 < j < len(got) - 1)
        return partly + compared(names, twice()[j], got[j], wanted[j])

    known = [Mistake(words, equals(*functions), functions) for words, *functions in mistakes]
    random = Mistake(
        fickle,
        lambda got: not agree(got[0], got[-1]),
        (lambda *given: worked(*given) + torch.randn(()),),
    )
    return Exercise(worked, twice, passes, says, [random, *known], hints)


def compared(names: list[str], given: tuple, mine: Tensor, ours: Tensor) -> str:
    """The answer beside the wanted one, at the point of x_noisy or x where they differ most."""
    errors = (mine - ours).norm(dim=1)
    k = errors.nan_to_num(torch.inf, posinf=torch.inf).argmax()
    lead = f"The largest of {len(errors)} errors is {errors[k]:.2g}"
    if wrong := (~mine.isfinite()).any(dim=1).sum():
        lead = f"At {wrong} of {len(errors)} points it is NaN or infinite, as when something is divided by 0"
    x = next(value for name, value in zip(names, given) if name in ("x_noisy", "x"))
    symbol = "x̃" if "x_noisy" in names else "x"
    at, yours, wanted = ("({:.3f}, {:.3f})".format(*each[k]) for each in (x, mine, ours))
    numbers = [(SYMBOLS.get(n, n), v) for n, v in zip(names, given) if isinstance(v, float)]
    setting = "".join(f", {name} = {value:g}" for name, value in numbers)
    return f"{lead}: for {symbol} = {at}{setting} your answer is {yours}, wanted {wanted}."


def agree(a: Tensor | tuple, b: Tensor | tuple) -> bool:
    """Whether the numbers are the same but for rounding, and NaN in the same places."""
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(agree, a, b))
    return a.shape == b.shape and torch.allclose(a, b, rtol=1e-4, atol=1e-4, equal_nan=True)


def fits(value, like) -> bool:
    """Whether what was returned has the type and the shape of a right answer."""
    if isinstance(like, Tensor):
        return kind(value) == kind(like)
    return type(value) in (tuple, list) and len(value) == len(like) and all(map(fits, value, like))


def kind(value) -> str:
    """What a tensor is, in a few words: its shape, if it holds floats in the ordinary way."""
    if type(value) not in (Tensor, nn.Parameter):
        return f"the type {short(type(value).__name__, 40)}"
    if value.is_nested or value.layout != torch.strided:
        return "the kind that is nested or sparse"
    if value.device.type == "meta":
        return "no numbers (device meta)"
    return f"shape {tuple(value.shape)}" if value.is_floating_point() else f"{value.dtype}"


def described(value) -> str:
    """What a returned value is, in a few words."""
    if isinstance(value, Tensor):
        return f"a tensor of {kind(value)}"
    if isinstance(value, (tuple, list)):
        few = ", ".join(map(described, value)) if len(value) <= 3 else ""
        return f"a {'list' if isinstance(value, list) else 'tuple'} of {len(value)}" + f" ({few})" * bool(few)
    return f"something of {kind(value)}"


def plain(value: Tensor | tuple) -> Tensor | tuple:
    """Numbers of one's own: float64 on the CPU, without their history."""
    if isinstance(value, Tensor):
        return value.detach().to("cpu", torch.float64, copy=True)
    return tuple(map(plain, value))


def changed(now, before) -> bool:
    """Whether the numbers of an argument, or of the tensors that it holds, are no longer the same."""
    if isinstance(before, Tensor):
        return not torch.equal(now, before)
    held = getattr(before, "__dict__", {})
    return any(changed(vars(now).get(k), v) for k, v in held.items() if isinstance(v, Tensor))


def in_words(error: BaseException, answer, exercise: Exercise) -> str:
    """The error that the answer raised, and the line of its own code at which it was raised."""
    message = ""
    with suppress(BaseException):  # its __str__ may fail
        message = short(str(error), 160)
    words = f"Your code stopped with {short(type(error).__name__, 40)}" + f": {message}" * bool(message)
    remark = f" {PLAIN_NUMBER}" * ("must be Tensor, not float" in message)
    namespace = home(answer)
    lines = [
        short(linecache.getline(frame.f_code.co_filename, line), 100) or f"number {line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals is namespace
    ]
    where = f" (line: {lines[-1]})." if lines else f". It is called as {exercise.call}."
    return words + where + remark


def home(answer) -> dict | None:
    """The global names of the file or the notebook where the answer was written, if it can be told."""
    with suppress(BaseException):
        return inspect.unwrap(getattr(answer, "forward", answer)).__globals__


def short(text: str, most: int) -> str:
    """A text's first line, at most so many characters of it."""
    line = next(iter(text[: 10 * most].strip().splitlines()), "")
    line = "".join(c if c.isprintable() else " " for c in line)
    return line if len(line) <= most else line[: most - 1] + "…"


def printed(exercise: Exercise) -> str:
    """The worked solution as code that runs by itself: its source below the imports that it needs."""
    source = textwrap.dedent(inspect.getsource(exercise.worked)).rstrip()
    module = inspect.getmodule(exercise.worked)
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    lines = [
        line
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, (ast.Import, ast.ImportFrom)) and (line := imported(node, names, module))
    ]
    above = "\n".join([*lines, *exercise.imports])
    return "\n\n\n".join(part for part in (above, source, exercise.after) if part)


def imported(node: ast.Import | ast.ImportFrom, names: set[str], module) -> str:
    """An import statement for those of its names that are used, written for a notebook; "" for none."""
    used = ", ".join(ast.unparse(alias) for alias in node.names if (alias.asname or alias.name) in names)
    if not used or isinstance(node, ast.Import):
        return used and f"import {used}"
    relative = "." * node.level + (node.module or "")
    return f"from {importlib.util.resolve_name(relative, module.__package__)} import {used}"
