"""What an answer returned or raised: whether it is what was wanted, and a few words for it."""

import inspect
import linecache
import traceback
from contextlib import suppress

import torch
from torch import Tensor, allclose, nn

PLAIN_NUMBER = "A plain number is no tensor: its square root is number ** 0.5, as in (2 * alpha) ** 0.5."


def plain(value: Tensor | tuple) -> Tensor | tuple:
    """Numbers of one's own: float64 on the CPU, without their history."""
    if isinstance(value, Tensor):
        return value.detach().to("cpu", torch.float64, copy=True)
    return tuple(map(plain, value))


def agree(a: Tensor | tuple, b: Tensor | tuple) -> bool:
    """Whether the numbers are the same but for rounding, and NaN in the same places."""
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(agree, a, b))
    return a.shape == b.shape and allclose(a, b, rtol=1e-4, atol=1e-4, equal_nan=True)


def fits(value, like) -> bool:
    """Whether what was returned has the type and the shape of a right answer."""
    if isinstance(like, Tensor):
        return kind(value) == kind(like)
    return type(value) in (tuple, list) and len(value) == len(like) and all(map(fits, value, like))


def described(value) -> str:
    """What a returned value is, in a few words."""
    if isinstance(value, Tensor):
        return f"a tensor of {kind(value)}"
    if isinstance(value, (tuple, list)):
        few = ", ".join(map(described, value)) if len(value) <= 3 else ""
        return f"a {'list' if isinstance(value, list) else 'tuple'} of {len(value)}" + f" ({few})" * bool(few)
    return f"something of {kind(value)}"


def kind(value) -> str:
    """What a tensor is, in a few words: its shape, if it holds floats in the ordinary way."""
    if type(value) not in (Tensor, nn.Parameter):
        return f"the type {short(type(value).__name__, 40)}"
    if value.is_nested or value.layout != torch.strided:
        return "the kind that is nested or sparse"
    if value.device.type == "meta":
        return "no numbers (device meta)"
    return f"shape {tuple(value.shape)}" if value.is_floating_point() else f"{value.dtype}"


def changed(now, before) -> bool:
    """Whether the numbers of an argument, or of the tensors that it holds, are no longer the same."""
    if isinstance(before, Tensor):
        return not torch.equal(now, before)
    held = getattr(before, "__dict__", {})
    return any(changed(vars(now).get(k), v) for k, v in held.items() if isinstance(v, Tensor))


def in_words(error: BaseException, answer, call: str) -> str:
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
    where = f" (line: {lines[-1]})." if lines else f". It is called as {call}."
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
