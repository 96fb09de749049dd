"""Checks of arguments: each returns the value, or raises an error with its name, what it got and wants."""

import math
import operator
from collections.abc import Callable, Iterable

import torch
from torch import Tensor

Map = Callable[[Tensor], Tensor]  # points in, as many points out: (n, d) → (n, d)


def count(name: str, value: int, least: int = 1) -> int:
    """A whole number ≥ least. Raises TypeError or ValueError."""
    default_device()
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be a whole number, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return operator.index(value)


def number(name: str, value: float | Tensor, least: float = -math.inf, most: float = math.inf) -> float:
    """A finite real number in [least, most]. Raises TypeError or ValueError."""
    default_device()
    if isinstance(value, bool) or not hasattr(value, "__float__") or getattr(value, "ndim", 0) > 0:
        raise TypeError(f"{name} must be a number, got {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    if not least <= value <= most:
        wanted = f"lie in [{least:g}, {most:g}]" if math.isfinite(most) else f"be at least {least:g}"
        raise ValueError(f"{name} must {wanted}, got {value!r}")
    return float(value)


def positive(name: str, value: float | Tensor) -> float:
    """A finite real number > 0. Raises TypeError or ValueError."""
    if number(name, value) <= 0:
        raise ValueError(f"{name} must be greater than 0, got {value!r}")
    return float(value)


def instance(name: str, value, kind: type, such_as: str = ""):
    """An instance of the class `kind`; such_as: code that makes one. Raises TypeError."""
    if not isinstance(value, kind):
        article, example = "an" if kind.__name__[0] in "AEIO" else "a", such_as and f", such as {such_as}"
        raise TypeError(f"{name} must be {article} {kind.__name__}{example}, got {brief(value)}")
    return value


def one_of(name: str, value: str, choices: Iterable[str]) -> str:
    """One of the named choices. Raises ValueError."""
    if value not in (choices := list(choices)):
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value


def points(name: str, x: Tensor, d: int | None = None, finite: bool = False) -> Tensor:
    """Points: a float tensor (n, d), of any dimension d ≥ 1 unless given; finite: without NaN and infinity.

    Raises TypeError or ValueError.
    """
    default_device()
    if not isinstance(x, Tensor) or not x.is_floating_point():
        got = f"a tensor of {x.dtype}" if isinstance(x, Tensor) else type(x).__name__
        raise TypeError(f"{name} must be a torch tensor of floats, got {got}")
    if x.ndim != 2 or x.shape[1] != (d or max(1, x.shape[1])):
        raise ValueError(f"{name} must have the shape (n, {d or 'd'}), got {tuple(x.shape)}")
    if finite and not x.isfinite().all():
        raise ValueError(f"{name} must be finite, got NaN or infinity among them")
    return x


def fractions(name: str, u: Tensor) -> Tensor:
    """Fractions of a length: a float tensor (n,), n ≥ 1, all in [0, 1]. Raises TypeError or ValueError."""
    if not isinstance(u, Tensor) or not u.is_floating_point() or u.ndim != 1 or len(u) == 0:
        raise TypeError(f"{name} must be a float tensor of the shape (n,) with n ≥ 1, got {u!r}")
    if not ((u >= 0) & (u <= 1)).all():
        raise ValueError(f"{name} must lie in [0, 1], got values from {u.min():g} to {u.max():g}")
    return u


def noise_range(name: str, sigma: float | tuple[float, float]) -> tuple[float, float]:
    """(low, high) of one noise level or of a range of them. Raises TypeError or ValueError."""
    low, high = sigma if isinstance(sigma, tuple) and len(sigma) == 2 else (sigma, sigma)
    if isinstance(low, (tuple, list, str)):
        raise TypeError(f"{name} must be a number or a pair (low, high), got {sigma!r}")
    low, high = positive(name, low), positive(name, high)
    if low > high:
        raise ValueError(f"{name} must be a range (low, high) with low ≤ high, got {sigma!r}")
    return low, high


def apply(r: Map, x: Tensor, name: str = "r") -> Tensor:
    """The map's answer r(x), whose shape must be that of x. Raises TypeError or ValueError.

    What is often mistaken for a map says in its attribute `not_a_map` how to get one from it.
    """
    if isinstance(r, type) or hasattr(r, "not_a_map") or not callable(r):
        hint = f"; {r.not_a_map}" if hasattr(r, "not_a_map") else ""
        space = f"(n, {x.shape[1]})"
        raise TypeError(f"{name} must be a map: a callable from {space} to {space}, got {brief(r)}{hint}")
    y = r(x)
    if not isinstance(y, Tensor) or y.shape != x.shape:
        got = tuple(y.shape) if isinstance(y, Tensor) else type(y).__name__
        raise ValueError(f"{name} must return a tensor of shape {tuple(x.shape)}, got {got}")
    return y


def default_device() -> None:
    """Whether torch makes its tensors on the CPU, where networks this small are fastest, or RuntimeError."""
    if (device := torch.get_default_device()).type != "cpu":
        raise RuntimeError(
            f"torch's default device must be the CPU, got {device}: call torch.set_default_device('cpu')"
        )


def brief(value) -> str:
    """The value in a few words: as Python writes it if that is short, else the name of its type."""
    if isinstance(value, type):
        return f"the class {value.__name__}; are its parentheses missing?"
    written = repr(value)
    return written if len(written) < 40 and "\n" not in written else type(value).__name__
