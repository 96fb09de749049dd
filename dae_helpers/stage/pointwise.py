"""An exercise whose answer is held, row by row, against the right one and against known mistakes."""

from collections.abc import Callable

import torch
from torch import Tensor

from .answers import agree, plain
from .exercise import Exercise, Got, Mistake

SYMBOLS = {"x": "x", "x_noisy": "x̃", "sigma": "σ", "alpha": "α"}


def pointwise(
    worked: Callable,
    points: int,
    trials: Callable[[], list[tuple]],
    mistakes: list[tuple],
    hints: list[str],
    fickle: str = "Called twice with the same arguments, your function returns two different answers.",
    shown: Callable[[], str] = str,
    imports: str = "",
) -> Exercise:
    """Points in, a row for each out, (n, k) or (n,): held against `worked`, then against each mistake.

    trials(): at least two settings; the first is tried again at the end. mistakes: what is wrong, in words,
    and one or more functions that do it. fickle: what is said if the second time gives something else;
    shown(): what a right answer is told besides.
    """

    def twice() -> list[tuple]:
        return [*trials(), trials()[0]]

    def wanted() -> Got:
        return [plain(worked(*given)) for given in twice()]

    def like_one_of(functions: list[Callable]) -> Callable[[Got], bool]:
        def made(got: Got) -> bool:
            # What is NaN all over tells nothing: a setting may bring a second mistake to light.
            some = [k for k in range(len(got) - 1) if not got[k].isnan().all()]
            return bool(some) and any(
                all(agree(plain(function(*trials()[k])), got[k]) for k in some) for function in functions
            )

        return made

    def says(got: Got) -> str:
        ours = wanted()
        wrong = [k for k in range(len(got)) if not agree(got[k], ours[k])]
        if wrong:
            k = wrong[0]
            partly = "One setting comes out right, another does not. " * (0 < k < len(got) - 1)
            return partly + compared(exercise.names, twice()[k], got[k], ours[k])
        least = max(errors(*pair).max().item() for pair in zip(got, ours))
        agrees = f"It agrees with the wanted one at all {sum(map(len, got[:-1]))} points"
        return f"{agrees} (largest difference {least:.2g}). {shown()}".strip()

    known = [Mistake(words, like_one_of(functions), *functions) for words, *functions in mistakes]
    random = Mistake(
        fickle,
        lambda got: not agree(got[0], got[-1]),
        lambda *given: worked(*given) + torch.randn(()),
    )
    exercise = Exercise(
        worked,
        points=points,
        trials=twice,
        passes=lambda got: agree(got, wanted()),
        says=says,
        mistakes=[random, *known],
        hints=hints,
        imports=imports,
    )
    return exercise


def compared(names: list[str], given: tuple, mine: Tensor, ours: Tensor) -> str:
    """The answer beside the wanted one, where they differ most: at a point of the plane, or in a row."""
    far = errors(mine, ours)
    k = far.nan_to_num(torch.inf, posinf=torch.inf).argmax()
    lead = f"The largest of {len(far)} errors is {far[k]:.2g}"
    if wrong := (~far.isfinite()).sum():
        lead = f"At {wrong} of {len(far)} points it is NaN or infinite, as when something is divided by 0"
    known = {SYMBOLS.get(name, name): value for name, value in zip(names, given)}
    where = [f"for {x} = {begins(known[x][k])}" for x in ("x̃", "x") if x in known and known[x].shape[1] == 2]
    numbers = [f"{name} = {value:g}" for name, value in known.items() if isinstance(value, float)]
    at = ", ".join([*(where or [f"in row {k}"]), *numbers])
    return f"{lead}: {at} your answer is {begins(mine[k])}, wanted {begins(ours[k])}."


def errors(mine: Tensor, ours: Tensor) -> Tensor:
    """The length of the difference in each row: (n,)."""
    return (mine - ours).view(len(ours), -1).norm(dim=1)


def begins(row: Tensor) -> str:
    """A row's numbers, the first three of many."""
    some = [f"{number:.3f}" for number in row.reshape(-1)[:3]] + ["…"] * (row.numel() > 3)
    return f"({', '.join(some)})"
