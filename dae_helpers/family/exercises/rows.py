"""How an answer of one row for each image is tried, and held against the right one and the mistakes."""

import inspect
from collections.abc import Callable

import torch
from torch import Tensor

from ...stage.checking import Exercise, answers


def rowwise(right: Callable, trial: Callable[[], tuple], mistakes: list[tuple]) -> Exercise:
    """The answer, (n,) or (n, k), is held against `right`, then against each mistake.

    trial(): the arguments; mistakes: what is wrong, in words, and one or more functions that do it.
    """

    def trials() -> list[tuple]:
        return [trial()]

    def equals(*functions: Callable) -> Callable[[list], bool]:
        def test(got: list) -> bool:
            given = (answers(function, trials)[0].double() for function in functions)
            return any(torch.allclose(got[0], each, rtol=1e-4, atol=1e-5, equal_nan=True) for each in given)

        return test

    def says(got: list) -> str:
        yours, ours = (each.double().view(len(each), -1) for each in (got[0], answers(right, trials)[0]))
        errors = (yours - ours).norm(dim=1)
        if equals(right)(got):
            return f"Your answer and the wanted one agree in all {len(errors)} rows."
        k = errors.nan_to_num(torch.inf).argmax()
        return (
            f"Row {k} is furthest off: your answer {begins(yours[k])}, wanted {begins(ours[k])}. "
            f"Its error is {errors[k]:.2g}."
        )

    known = [(words, equals(*functions)) for words, *functions in mistakes]
    call = f"{right.__name__}({', '.join(inspect.signature(right).parameters)})"
    return Exercise(call, trials, right, equals(right), says, known)


def begins(row: Tensor) -> str:
    """The first three numbers of a row."""
    first = ", ".join(f"{number:.3f}" for number in row[:3])
    return f"({first}, …)" if len(row) > 3 else f"({first})"


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))
