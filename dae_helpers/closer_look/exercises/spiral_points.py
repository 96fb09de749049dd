"""Random points of a spiral, equally many on equal lengths: sampling uniform by arc length."""

from collections.abc import Callable

import torch
from torch import Tensor

from ... import sampling
from ...manifolds import spiral
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import finite, kolmogorov, repeated, same


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


def length(t: Tensor, turns: float) -> Tensor:
    """The length of the spiral up to t, but for a constant."""
    # ∫√(r² + b²) dθ with b = dr/dθ is (r√(r² + b²) + b² asinh(r/b))/2b.
    b, r = 1 / (2 * torch.pi * turns), 0.25 + t
    return r * (r**2 + b**2).sqrt() + b**2 * (r / b).asinh()


class Drawn:
    """What is measured of the points, (n, 2), that several calls drew for one number of turns."""

    def __init__(self, turns: float, calls: list[Tensor]):
        self.turns, self.x = turns, torch.cat(calls)
        self.fixed = same(calls[0], calls[1])
        self.repeated = repeated(self.x)
        self.t = (self.x.norm(dim=1) - 0.25).clamp(0, 1)
        self.off = self.distance(turns)
        start, end = length(torch.tensor([0.0, 1.0]).double(), turns)
        # The share of the length, from 0 to 1, that lies before each point
        self.walked = (length(self.t, turns) - start) / (end - start)
        self.evenness = kolmogorov(self.walked)
        # χ²/99 of the counts on 100 equal lengths: 1 for random points, 1.75 once in 100 000 times
        self.crowding = sampling.unevenness(self.walked, bins=100)
        # The longest stretch without a point; of random ones, 1e-3 once in a hundred million times
        ends = torch.tensor([0.0, 1.0]).double()
        self.gap = torch.cat([self.walked, ends]).sort().values.diff().max().item()

    def distance(self, turns: float) -> float:
        """The points' mean distance from a spiral."""
        return (self.x - at(self.t, turns)).norm(dim=1).mean().item()

    def fine(self) -> bool:
        return (
            self.off < 0.002
            and 0.3 < self.evenness < 2.5
            and self.repeated < 0.01
            and self.gap < 1e-3
            and self.crowding < 1.75
        )


def measured(got: list[Tensor]) -> list[Drawn]:
    return [Drawn(turns, finite(got)[k : 2 * CALLS : 2]) for k, turns in enumerate(TURNS)]


def uniform(d: list[Drawn], statistic: Callable[[Tensor], Tensor]) -> bool:
    """Whether this statistic of t is uniform in both settings."""
    return all(kolmogorov(statistic(each.t)) < 2.5 for each in d)


def by_time(time: Callable[[Tensor], Tensor]) -> Callable:
    """The points at the t that are made of uniform numbers, for the examples."""
    return lambda n, turns: at(time(torch.rand(n)), turns)


def bent(change: Callable[[Tensor], Tensor]) -> Callable:
    """Right points, but that their shares of the length are changed."""
    return lambda n, turns: spiral(turns).at(change(torch.rand(n)))


def seeded(n, turns):
    torch.manual_seed(1)
    return spiral_points(n, turns)


# Each is told by the points d of both numbers of turns.
MISTAKES = [
    Mistake(
        "The number of turns is written in: use turns.",
        lambda d: d[0].distance(TURNS[1]) < 0.002 or d[1].distance(TURNS[0]) < 0.002,
        lambda n, turns: spiral_points(n, 2.0),
    ),
    Mistake(
        "Your points are not on the spiral r = 0.25 + t, θ = 2π·turns·t.",
        lambda d: max(each.off for each in d) > 0.002,
        lambda n, turns: spiral_points(n, 2 * turns),
        lambda n, turns: spiral_points(n, turns).flip(1),
        lambda n, turns: spiral_points(n, turns) + 0.01 * torch.randn(n, 2),
    ),
    Mistake(
        "Your points are evenly spaced: they are to be random.",
        lambda d: min(kolmogorov(u) for u in (d[0].walked, d[0].t, d[0].t ** 2)) < 0.3,
        by_time(lambda u: torch.linspace(0, 1, len(u))),
        bent(lambda u: (torch.arange(len(u)) + 0.5) / len(u)),
    ),
    Mistake(
        "Your points are the same at each call: is a seed written in?",
        lambda d: d[0].fixed,
        seeded,
    ),
    Mistake(
        "The angle, and with it the radius, is uniform: this crowds the points where a turn is short.",
        lambda d: uniform(d, lambda t: t),
        by_time(lambda u: u),
    ),
    Mistake(
        "The square of the angle is uniform: that would be right for a spiral that starts at radius 0. "
        "Ours starts at 0.25, and you put too few points on its inner turn.",
        lambda d: uniform(d, torch.square),
        by_time(torch.sqrt),
    ),
    Mistake(
        "The root of the angle is uniform: this crowds the inner turn all the more.",
        lambda d: uniform(d, torch.sqrt),
        by_time(torch.square),
    ),
    Mistake(
        "You take r dθ for the length of a step: the ant also walks outwards, so it is √(r² + (dr/dθ)²) dθ.",
        lambda d: uniform(d, lambda t: ((0.25 + t) ** 2 - 0.0625) / 1.5),  # the share of ∫r dθ
        by_time(lambda u: (0.0625 + 1.5 * u).sqrt() - 0.25),
    ),
    Mistake(
        "Many of your points are the same ones again, as from a table, or put on one spot: draw any place "
        "between two entries.",
        lambda d: d[0].repeated > 0.01,
        bent(lambda u: (100 * u).floor() / 100),
        bent(lambda u: (2000 * u).floor() / 2000),
        bent(lambda u: torch.where(u < 0.02, 0.5, u)),
    ),
    Mistake(
        "The points lie thinner on some stretches than on others: is a table of lengths too coarse?",
        lambda d: max(each.crowding for each in d) > 1.75 and max(each.gap for each in d) < 1e-3,
        bent(lambda u: u + 0.05 * (6 * torch.pi * u).sin() / (2 * torch.pi)),
    ),
    Mistake(
        "A stretch of the spiral gets no point at all.",
        lambda d: max(each.gap for each in d) > 2e-3,
        bent(lambda u: 0.99 * u),
        bent(lambda u: torch.where((u - 0.5).abs() < 0.01, u / 2, u)),
    ),
]


def says(d: list[Drawn]) -> str:
    each = d[0] if not d[0].fine() else d[1]
    inner = (each.walked < 0.5).double().mean()
    told = (
        f"With turns = {each.turns:g}, {inner:.1%} of your points lie on the inner half of the length, "
        f"wanted 50%; on average they are {each.off:.2g} away from the spiral's point at their radius."
    )
    return told + " That you did it without manifolds can't be seen from here." * each.fine()


def refuses(answer) -> str:
    named = "manifolds" in getattr(getattr(answer, "__code__", None), "co_names", ())
    return "Write it without manifolds, which would do the exercise for you." * named


EXERCISE = Exercise(
    spiral_points,
    points=10,
    trials=lambda: [*((POINTS, turns) for _ in range(CALLS) for turns in TURNS), (7, 1.0)],
    measure=measured,
    passes=lambda d: d[0].fine() and d[1].fine() and not d[0].fixed,
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
    imports="import torch",
)
