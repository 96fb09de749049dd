"""The exercises whose answers are random (3 and 4): they are judged by their averages."""

from functools import cache

import torch
from torch import Tensor

from ... import manifolds
from ...manifolds import Curve
from ...stage.checking import Exercise
from . import solutions

# Exercise 3: pairs of points for training. Three trials, with the seeds 0, 1 and 0 again.

RADIUS, SIGMA, PAIRS = 0.8, 0.2, 100_000


@cache
def small_circle() -> Curve:
    return manifolds.circle(RADIUS)


def distance(x: Tensor) -> float:
    """The mean distance from the small circle."""
    return (x.norm(dim=1) - RADIUS).abs().mean().item()


def same(a: Tensor, b: Tensor) -> bool:
    return bool((a - b).abs().max() < 1e-6)


def noise(got: list) -> Tensor:
    return got[0][0] - got[0][1]


def spread(got: list) -> float:
    return noise(got).square().mean().sqrt().item()


def is_spread(got: list, sigma: float) -> bool:
    return abs(spread(got) / sigma - 1) < 0.03


def kurtosis(got: list) -> float:
    """E[z⁴] of the standardised noise: 3 for normal noise, 1.8 for uniform noise."""
    z = noise(got) - noise(got).mean(dim=0)
    return ((z / z.std(dim=0)) ** 4).mean().item()


def tenths(got: list) -> Tensor:
    """The variance of the noise on each tenth of the circle, in units of σ²; by chance ± 0.007."""
    x_noisy, x = (torch.cat(each) for each in zip(*got[:2]))
    place = (torch.atan2(x[:, 1], x[:, 0]) / (2 * torch.pi) * 10).floor().long() % 10
    squares = (x_noisy - x).square().mean(dim=1) / SIGMA**2
    return torch.stack([squares[place == k].mean() for k in range(10)])


PAIR_MISTAKES = [
    (
        "Input and target are the same clean points: nothing is corrupted.",
        lambda got: same(*got[0]) and distance(got[0][0]) < 1e-3,
    ),
    (
        "The target is the noisy input itself: the network would learn to do nothing.",
        lambda got: same(*got[0]),
    ),
    (
        "Input and target are swapped: the network sees the noisy point, and must say the clean one.",
        lambda got: distance(got[0][0]) < 1e-3 < distance(got[0][1]),
    ),
    (
        "The targets lie on another circle than the curve that was handed in.",
        lambda got: distance(got[0][1]) > 1e-3 > got[0][1].norm(dim=1).std(),
    ),
    (
        "There is noise on the target as well: it must be the clean point.",
        lambda got: distance(got[0][1]) > 1e-3,
    ),
    (
        "The noise is the same for every seed: the network would learn it by heart.",
        lambda got: same(noise(got), noise(got[1:])),
    ),
    (
        "The clean points are the same for every seed: draw fresh ones as well.",
        lambda got: same(got[0][1], got[1][1]),
    ),
    (
        "The same seed gives different numbers: draw all that is random from the seed.",
        lambda got: not (same(got[0][0], got[2][0]) and same(got[0][1], got[2][1])),
    ),
    (
        "All points get one and the same noise: each needs its own.",
        lambda got: bool(noise(got).std(dim=0).max() < 1e-3),
    ),
    (
        "The noise is the same in both coordinates: each needs its own.",
        lambda got: same(noise(got)[:, 0], noise(got)[:, 1]),
    ),
    (
        "The noise is uniform; x̃ = x + σε needs normal noise, torch.randn.",
        lambda got: abs(kurtosis(got) - 1.8) < 0.2,
    ),
    (
        "The noise has the standard deviation σ²: σ and σ² are confused.",
        lambda got: is_spread(got, SIGMA**2),
    ),
    (
        "The noise has the standard deviation √σ: σ is the standard deviation, not the variance.",
        lambda got: is_spread(got, SIGMA**0.5),
    ),
    (
        "Point and noise are drawn from the same random numbers: where a point lies then tells how large its "
        "noise is. Use one generator for both, or two different seeds.",
        lambda got: bool((tenths(got) / tenths(got).mean() - 1).abs().max() > 0.04),
    ),
]

TRAINING_PAIRS = Exercise(
    call="training_pairs(curve, sigma, n, seed)",
    trials=lambda: [(small_circle(), SIGMA, PAIRS, seed) for seed in (0, 1, 0)],
    right=solutions.training_pairs,
    passes=lambda got: (
        not any(made(got) for _, made in PAIR_MISTAKES)
        and is_spread(got, SIGMA)
        and abs(kurtosis(got) - 3) < 0.3
        and bool(noise(got).mean(dim=0).abs().max() < 0.05 * SIGMA)
        and bool(torch.corrcoef(noise(got).T)[0, 1].abs() < 0.05)
    ),
    says=lambda got: (
        f"Over {PAIRS} pairs at σ = {SIGMA}, input minus target has the standard deviation {spread(got):.4f} "
        f"and the mean {noise(got).mean():.4f}. From one tenth of the circle to another its variance runs "
        f"from {tenths(got).min():.2f} to {tenths(got).max():.2f} times σ². The targets lie "
        f"{distance(got[0][1]):.2g} from the curve."
    ),
    mistakes=PAIR_MISTAKES,
)


# Exercise 4: random points of the spiral r = 0.25 + t, θ = 4πt, 0 ≤ t ≤ 1.

POINTS = 10_000


def turn(got: list) -> Tensor:
    """The t of each point."""
    return (got[0].norm(dim=1) - 0.25).clamp(0, 1)


def off_spiral(got: list) -> float:
    t = turn(got)
    x = (0.25 + t).unsqueeze(1) * torch.stack([(4 * torch.pi * t).cos(), (4 * torch.pi * t).sin()], dim=1)
    return (got[0] - x).norm(dim=1).mean().item()


def walked(got: list) -> Tensor:
    """The share of the length, from 0 to 1, that lies before each point."""
    # ∫√(r² + b²) dθ with b = dr/dθ = 1/4π is (r√(r² + b²) + b² asinh(r/b))/2b.
    b = 1 / (4 * torch.pi)
    r = torch.cat([torch.tensor([0.25, 1.25]), 0.25 + turn(got)]).double()
    s = r * (r**2 + b**2).sqrt() + b**2 * (r / b).asinh()
    return (s[2:] - s[0]) / (s[1] - s[0])


def unevenness(u: Tensor) -> float:
    """Kolmogorov's statistic √n·max|F(u) − u|. Random uniform u leave [0.3, 2.5] twice in 100 000 times."""
    n = len(u)
    return n**0.5 * (u.sort().values - (torch.arange(n) + 0.5) / n).abs().max().item()


SPIRAL_POINTS = Exercise(
    call="spiral_points(n)",
    trials=lambda: [(POINTS,)],
    right=solutions.spiral_points,
    passes=lambda got: off_spiral(got) < 0.005 and 0.3 < unevenness(walked(got)) < 2.5,
    says=lambda got: (
        f"{(walked(got) < 0.5).double().mean():.1%} of your points lie on the inner half of the length, "
        f"wanted 50%; on average they are {off_spiral(got):.2g} away from the spiral."
    ),
    mistakes=[
        ("Your points are not on the spiral r = 0.25 + θ/4π.", lambda got: off_spiral(got) > 0.005),
        (
            "Your points are evenly spaced: they are to be random.",
            lambda got: min(unevenness(u) for u in (walked(got), turn(got), turn(got) ** 2)) < 0.3,
        ),
        (
            "The angle, and with it the radius, is uniform: this crowds the points where a turn is short.",
            lambda got: unevenness(turn(got)) < 2.5,
        ),
        (
            "The square of the angle is uniform: that would be right for a spiral that starts at radius 0. "
            "Ours starts at 0.25, and you put too few points on its inner turn.",
            lambda got: unevenness(turn(got) ** 2) < 2.5,
        ),
        (
            "The root of the angle is uniform: this crowds the inner turn all the more.",
            lambda got: unevenness(turn(got) ** 0.5) < 2.5,
        ),
    ],
)
