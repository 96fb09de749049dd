"""How an answer of one row for each image is tried, and held against the right one and the mistakes."""

from collections.abc import Callable

import torch
from torch import Tensor

from ...stage.checking import Exercise, Got, Mistake, agree, plain


def rowwise(
    worked: Callable, trials: Callable[[], list[tuple]], mistakes: list[tuple], hints: list[str]
) -> Exercise:
    """The answer, (n,) or (n, k), is held against `worked`, then against each mistake.

    trials(): at least two settings; mistakes: what is wrong, in words, and one or more functions that do it.
    """

    def equals(*functions: Callable) -> Callable[[Got], bool]:
        def made(got: Got) -> bool:
            return any(
                all(agree(plain(function(*given)), each) for given, each in zip(trials(), got))
                for function in functions
            )

        return made

    def says(got: Got) -> str:
        wanted = [plain(worked(*given)) for given in trials()]
        if equals(worked)(got):
            return f"Your answer and the wanted one agree in all {sum(map(len, wanted))} rows."
        yours, ours = next(pair for pair in zip(got, wanted) if not agree(*pair))
        yours, ours = yours.view(len(yours), -1), ours.view(len(ours), -1)
        errors = (yours - ours).norm(dim=1)
        k = errors.nan_to_num(torch.inf).argmax()
        return (
            f"Row {k} is furthest off: your answer {begins(yours[k])}, wanted {begins(ours[k])}. "
            f"Its error is {errors[k]:.2g}."
        )

    known = [Mistake(words, equals(*functions), functions) for words, *functions in mistakes]
    return Exercise(worked, trials, equals(worked), says, known, hints)


def begins(row: Tensor) -> str:
    """The first three numbers of a row."""
    first = ", ".join(f"{number:.3f}" for number in row[:3])
    return f"({first}, …)" if len(row) > 3 else f"({first})"


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))
