"""An exercise whose answer is held, row by row, against the right one and against known mistakes."""

import inspect
from collections.abc import Callable

import torch
from torch import Tensor

from .answers import agree, plain
from .exercise import Exercise, Got, Mistake

SYMBOLS = {"sigma": "σ", "alpha": "α"}


def pointwise(
    worked: Callable,
    trials: Callable[[], list[tuple]],
    mistakes: list[tuple],
    hints: list[str],
    fickle: str = "Called twice with the same arguments, your function returns two different answers.",
    shown: Callable[[], str] = str,
) -> Exercise:
    """Points in, a row for each out, (n, k) or (n,): held against `worked`, then against each mistake.

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
            n = sum(map(len, wanted[:-1]))
            least = max(errors(mine, ours).max().item() for mine, ours in zip(got, wanted))
            agrees = f"It agrees with the wanted one at all {n} points (largest difference {least:.2g})."
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
    """The answer beside the wanted one, where they differ most: at a point of the plane, or in a row."""
    far = errors(mine, ours)
    k = far.nan_to_num(torch.inf, posinf=torch.inf).argmax()
    lead = f"The largest of {len(far)} errors is {far[k]:.2g}"
    if wrong := (~far.isfinite()).sum():
        lead = f"At {wrong} of {len(far)} points it is NaN or infinite, as when something is divided by 0"
    x = {"x̃" if name == "x_noisy" else "x": v for name, v in zip(names, given) if name in ("x_noisy", "x")}
    where = [f"for {name} = {begins(v[k])}" for name, v in x.items() if v.shape[1] == 2] or [f"in row {k}"]
    numbers = [f"{SYMBOLS.get(n, n)} = {v:g}" for n, v in zip(names, given) if isinstance(v, float)]
    at = ", ".join([*where, *numbers])
    return f"{lead}: {at} your answer is {begins(mine[k])}, wanted {begins(ours[k])}."


def errors(mine: Tensor, ours: Tensor) -> Tensor:
    """The length of the difference in each row: (n,)."""
    return (mine - ours).view(len(ours), -1).norm(dim=1)


def begins(row: Tensor) -> str:
    """A row's numbers, the first three of many."""
    some = [f"{number:.3f}" for number in row.reshape(-1)[:3]] + ["…"] * (row.numel() > 3)
    return f"({', '.join(some)})"
