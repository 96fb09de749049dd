"""Random points of a spiral, equally many on equal lengths."""

from collections.abc import Callable

import torch
from torch import Tensor

from ... import sampling
from ...manifolds import spiral
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import kolmogorov, not_finite, repeated, same


def spiral_points(n, turns):
    """One way of several: cut the spiral into many short chords. Choose a chord with a probability in
    proportion to its length, then any place on it: so the points are equally dense on all of them."""
    t = torch.linspace(0, 1, 2001)
    theta = 2 * torch.pi * turns * t
    knots = torch.stack([(0.25 + t) * theta.cos(), (0.25 + t) * theta.sin()], dim=1)
    chords = knots.diff(dim=0)
    k = torch.multinomial(chords.norm(dim=1), n, replacement=True)
    return knots[k] + torch.rand(n, 1) * chords[k]


# On the half turn the way outwards counts most, on two turns the way around.
TURNS, CALLS, POINTS = (2.0, 0.5), 3, 10_000


def at(t: Tensor, turns: float) -> Tensor:
    """The points of the spiral r = 0.25 + t, θ = 2π·turns·t."""
    theta = 2 * torch.pi * turns * t
    return (0.25 + t).unsqueeze(1) * torch.stack([theta.cos(), theta.sin()], dim=1)


def pooled(got: list, k: int) -> Tensor:
    """All points that were drawn for TURNS[k]."""
    return torch.cat(got[k : 2 * CALLS : 2])


def times(got: list, k: int) -> Tensor:
    """The t of each of these points."""
    return (pooled(got, k).norm(dim=1) - 0.25).clamp(0, 1)


def off(got: list, k: int, turns: float | None = None) -> float:
    """Their mean distance from the spiral."""
    return (pooled(got, k) - at(times(got, k), turns or TURNS[k])).norm(dim=1).mean().item()


def length(t: Tensor, turns: float) -> Tensor:
    """The length of the spiral up to t, but for a constant."""
    # ∫√(r² + b²) dθ with b = dr/dθ is (r√(r² + b²) + b² asinh(r/b))/2b.
    b, r = 1 / (2 * torch.pi * turns), 0.25 + t.double()
    return r * (r**2 + b**2).sqrt() + b**2 * (r / b).asinh()


def walked(got: list, k: int) -> Tensor:
    """The share of the length, from 0 to 1, that lies before each point."""
    start, end = length(torch.tensor([0.0, 1.0]), TURNS[k])
    return (length(times(got, k), TURNS[k]) - start) / (end - start)


def gap(got: list, k: int) -> float:
    """The longest stretch without a point; of random ones, 1e-3 once in a hundred million times."""
    ends = torch.tensor([0.0, 1.0], dtype=torch.float64)
    return torch.cat([walked(got, k), ends]).sort().values.diff().max().item()


def crowding(got: list, k: int) -> float:
    """χ²/99 of the counts on 100 equal lengths: 1 for random points, 1.75 once in 100 000 times."""
    return sampling.unevenness(walked(got, k), bins=100)


def uniform(got: list, statistic: Callable[[Tensor], Tensor]) -> bool:
    """Whether this statistic of t is uniform in both settings."""
    return all(kolmogorov(statistic(times(got, k))) < 2.5 for k in (0, 1))


def around(t: Tensor) -> Tensor:
    """The share of ∫r dθ, which leaves out the way outwards."""
    return ((0.25 + t) ** 2 - 0.0625) / 1.5


def fine(got: list, k: int) -> bool:
    return (
        off(got, k) < 0.002
        and 0.3 < kolmogorov(walked(got, k)) < 2.5
        and repeated(pooled(got, k)) < 0.01
        and gap(got, k) < 1e-3
        and crowding(got, k) < 1.75
    )


def by_time(make: Callable[[int], Tensor]) -> Callable:
    """The points at the t of make(n), for the examples."""
    return lambda n, turns: at(make(n), turns)


def bent(change: Callable[[Tensor], Tensor]) -> Callable:
    """Right points, but that their shares of the length are changed."""
    return lambda n, turns: spiral(turns).at(change(torch.rand(n)))


def seeded(n, turns):
    torch.manual_seed(1)
    return spiral_points(n, turns)


MISTAKES = [
    not_finite(lambda n, turns: torch.full((n, 2), torch.nan)),
    Mistake(
        "The number of turns is written in: use turns.",
        lambda got: any(off(got, 1 - k, TURNS[k]) < 0.002 for k in (0, 1)),
        (lambda n, turns: spiral_points(n, 2.0),),
    ),
    Mistake(
        "Your points are not on the spiral r = 0.25 + t, θ = 2π·turns·t.",
        lambda got: max(off(got, 0), off(got, 1)) > 0.002,
        (
            lambda n, turns: spiral_points(n, 2 * turns),
            lambda n, turns: spiral_points(n, turns).flip(1),
            lambda n, turns: spiral_points(n, turns) + 0.01 * torch.randn(n, 2),
        ),
    ),
    Mistake(
        "Your points are evenly spaced: they are to be random.",
        lambda got: min(kolmogorov(u) for t in [times(got, 0)] for u in (walked(got, 0), t, t**2)) < 0.3,
        (by_time(lambda n: torch.linspace(0, 1, n)), bent(lambda u: (torch.arange(len(u)) + 0.5) / len(u))),
    ),
    Mistake(
        "Your points are the same at each call: is a seed written in?",
        lambda got: same(got[0], got[2]),
        (seeded,),
    ),
    Mistake(
        "The angle, and with it the radius, is uniform: this crowds the points where a turn is short.",
        lambda got: uniform(got, lambda t: t),
        (by_time(torch.rand),),
    ),
    Mistake(
        "The square of the angle is uniform: that would be right for a spiral that starts at radius 0. "
        "Ours starts at 0.25, and you put too few points on its inner turn.",
        lambda got: uniform(got, torch.square),
        (by_time(lambda n: torch.rand(n).sqrt()),),
    ),
    Mistake(
        "The root of the angle is uniform: this crowds the inner turn all the more.",
        lambda got: uniform(got, torch.sqrt),
        (by_time(lambda n: torch.rand(n).square()),),
    ),
    Mistake(
        "You take r dθ for the length of a step: the ant also walks outwards, so it is √(r² + (dr/dθ)²) dθ.",
        lambda got: uniform(got, around),
        (by_time(lambda n: (0.0625 + 1.5 * torch.rand(n)).sqrt() - 0.25),),
    ),
    Mistake(
        "Many of your points are the same ones again, as from a table, or put on one spot: draw any place "
        "between two entries.",
        lambda got: repeated(pooled(got, 0)) > 0.01,
        (
            bent(lambda u: (100 * u).floor() / 100),
            bent(lambda u: (2000 * u).floor() / 2000),
            bent(lambda u: torch.where(u < 0.02, 0.5, u)),
        ),
    ),
    Mistake(
        "The points lie thinner on some stretches than on others: is a table of lengths too coarse?",
        lambda got: max(crowding(got, 0), crowding(got, 1)) > 1.75 and max(gap(got, 0), gap(got, 1)) < 1e-3,
        (bent(lambda u: u + 0.05 * (6 * torch.pi * u).sin() / (2 * torch.pi)),),
    ),
    Mistake(
        "A stretch of the spiral gets no point at all.",
        lambda got: max(gap(got, 0), gap(got, 1)) > 2e-3,
        (bent(lambda u: 0.99 * u), bent(lambda u: torch.where((u - 0.5).abs() < 0.01, u / 2, u))),
    ),
]


def says(got: list) -> str:
    k = 0 if not fine(got, 0) else 1
    if not pooled(got, k).isfinite().all():
        return ""
    inner = (walked(got, k) < 0.5).double().mean()
    told = (
        f"With turns = {TURNS[k]:g}, {inner:.1%} of your points lie on the inner half of the length, wanted "
        f"50%; on average they are {off(got, k):.2g} away from the spiral's point at their radius."
    )
    return told + " That you did it without manifolds can't be seen from here." * fine(got, k)


def refuses(answer) -> str:
    named = "manifolds" in getattr(getattr(answer, "__code__", None), "co_names", ())
    return "Write it without manifolds, which would do the exercise for you." * named


EXERCISE = Exercise(
    worked=spiral_points,
    right=lambda n, turns: torch.zeros(n, 2),
    trials=lambda: [*((POINTS, turns) for _ in range(CALLS) for turns in TURNS), (7, 1.0)],
    passes=lambda got: fine(got, 0) and fine(got, 1) and not same(got[0], got[2]),
    says=says,
    mistakes=MISTAKES,
    refuses=refuses,
    hints=[
        "Draw t uniformly and look at the points: they crowd in the middle. A turn further out is longer, so "
        "it should get more points.",
        "While t grows by dt, the ant walks outwards by dr = dt and around by r dθ, where dθ = 2π·turns·dt: "
        "together √(dr² + r²dθ²).",
        "Make a list of many t, and choose among the short pieces between them with probabilities that "
        "are proportional to their lengths: torch.multinomial does this. Then take any place on the piece.",
    ],
)
