"""Exercise 3: what a network is shown, and with what its answer is compared."""

from collections.abc import Callable
from functools import cache, partial

import torch
from torch import Tensor

from ... import corruption, manifolds
from ...manifolds import Curve
from ...stage.checking import Exercise, Mistake
from .trials import not_finite, repeated, same, unevenness


def training_pairs(curve, sigma, n, seed):
    """The network sees the noisy point and must say the clean one. One generator draws both point and
    noise: so another seed gives other points and other noise, and no noise depends on its point."""
    g = torch.Generator().manual_seed(seed)
    x = curve.sample(n, g)
    x_noisy = corruption.gaussian(x, sigma, g)  # or x + sigma * torch.randn(n, 2, generator=g)
    return x_noisy, x


# Two settings, the first also with another seed, and then once more.
RADIUS, LENGTH = 0.8, 1.6
MANY = 40_000  # as many as are sorted, which takes long
SIGMAS, SIZES, SEEDS = (0.2, 0.05, 0.2, 0.2), (100_000, 40_000, 100_000, 100_000), (3, 5, 4, 3)


@cache
def curves() -> list[Curve]:
    circle = manifolds.circle(RADIUS)
    return [circle, manifolds.line(LENGTH), circle, circle]


def trials() -> list[tuple]:
    own = [Curve(c.name, c.length, c.closed, c.vertices.clone()) for c in curves()]
    return list(zip(own, SIGMAS, SIZES, SEEDS))


def distance(x: Tensor, k: int = 0) -> float:
    """The mean distance from the curve of trial k."""
    if k == 1:
        return (x[:, 1].abs() + (x[:, 0].abs() - LENGTH / 2).clamp(0)).mean().item()
    return (x.norm(dim=1) - RADIUS).abs().mean().item()


def places(x: Tensor, k: int = 0) -> Tensor:
    """The share of the length of trial k's curve, from 0 to 1, that lies before each point."""
    return x[:, 0] / LENGTH + 0.5 if k == 1 else torch.atan2(x[:, 1], x[:, 0]) / (2 * torch.pi) % 1


def noise(got: list, k: int = 0) -> Tensor:
    return got[k][0] - got[k][1]


def spread(got: list, k: int = 0) -> float:
    return noise(got, k).square().mean().sqrt().item()


def is_spread(got: list, size: Callable[[float], float]) -> bool:
    """Whether the noise has the standard deviation size(σ) in both settings."""
    return all(abs(spread(got, k) / size(SIGMAS[k]) - 1) < 0.03 for k in (0, 1))


def unlike_normal(x: Tensor) -> float:
    """The larger unevenness of the two coordinates, were they normal numbers of their own spread."""
    return max(unevenness(torch.special.ndtr(column / column.std())) for column in x[:MANY].T)


def kurtosis(got: list) -> float:
    """E[z⁴] of the standardised noise: 3 for normal noise, 1.8 for uniform noise."""
    z = noise(got) - noise(got).mean(dim=0)
    return ((z / z.std(dim=0)) ** 4).mean().item()


def kept(got: list, k: int = 0) -> float:
    """By how much the input shrinks or stretches the clean point: the slope of the noise over x."""
    x = got[k][1]
    return ((noise(got, k) * x).sum() / x.square().sum()).item()


def tenths(got: list, k: int = 0) -> Tensor:
    """The variance of the noise on each tenth of the curve, in units of σ²; by chance ± 0.007."""
    pairs = [got[0], got[2]] if k == 0 else [got[k]]
    x_noisy, x = (torch.cat(each) for each in zip(*pairs))
    place = (places(x, k) * 10).long().clamp(0, 9)
    squares = (x_noisy - x).square().mean(dim=1) / SIGMAS[k] ** 2
    return torch.stack([squares[place == tenth].mean() for tenth in range(10)])


def fine(got: list, k: int) -> bool:
    """Whether the pairs of one trial are as they should be."""
    x, e = got[k][1], noise(got, k)
    return bool(
        distance(x, k) < 1e-3
        and unevenness(places(x[:MANY], k)) < 2.5
        and abs(spread(got, k) / SIGMAS[k] - 1) < 0.03
        and unlike_normal(e) < 2.5
        and repeated(e) < 0.01
        and torch.corrcoef(e.T)[0, 1].abs() < 0.03
        and abs(kept(got, k)) < 0.005
    )


def own_curve(got: list) -> bool:
    """Whether the targets lie on some circle, but not on the curve that was handed in."""
    radius = got[0][1].norm(dim=1)
    return bool(
        distance(got[0][1]) > 1e-3 > radius.std() or distance(got[0][1]) < 1e-3 < distance(got[1][1], 1)
    )


def noise_on_target(got: list) -> bool:
    return all(0.3 < distance(got[k][1], k) / SIGMAS[k] < 2 for k in (0, 1))


def drawn(make: Callable[[Tensor, float, torch.Generator], tuple], curve, sigma, n, seed) -> tuple:
    """The pairs make(x, σ, g) of points x and a generator g of normal numbers, for the examples."""
    g = torch.Generator().manual_seed(seed)
    return make(curve.sample(n, g), sigma, g)


def example(make: Callable[[Tensor, float, torch.Generator], tuple]) -> Callable:
    return partial(drawn, make)


def noisy(size: Callable[[Tensor, float, torch.Generator], Tensor]) -> Callable:
    """The pairs of x + size(x, σ, g) and x, for the examples."""
    return example(lambda x, s, g: (x + size(x, s, g), x))


def normal(x: Tensor, g: torch.Generator) -> Tensor:
    return torch.randn(x.shape, generator=g)


def crowded(curve, sigma, n, seed):
    g = torch.Generator().manual_seed(seed)
    x = curve.at(torch.rand(n, generator=g) ** 2)
    return x + sigma * normal(x, g), x


def seed_twice(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    return x + sigma * normal(x, torch.Generator().manual_seed(seed)), x


MISTAKES = [
    not_finite(noisy(lambda x, s, g: x / 0)),
    Mistake(
        "Input and target are the same clean points: nothing is corrupted.",
        lambda got: same(*got[0]) and distance(got[0][0]) < 1e-3,
        (example(lambda x, s, g: (x, x)),),
    ),
    Mistake(
        "The target is the noisy input itself: the network would learn to do nothing.",
        lambda got: same(*got[0]),
        (example(lambda x, s, g: (y := x + s * normal(x, g), y)),),
    ),
    Mistake(
        "Your target is the noise, or the arrow: the network's answer is compared with the clean point x.",
        lambda got: unlike_normal(got[0][1]) < 2.5,
        (
            example(lambda x, s, g: (x + (e := s * normal(x, g)), e)),
            example(lambda x, s, g: (y := x + s * normal(x, g), x - y)),
            example(lambda x, s, g: (x + s * (e := normal(x, g)), e)),
        ),
    ),
    Mistake(
        "Input and target have nothing to do with each other: the network sees x + noise for the same x.",
        lambda got: abs(kept(got) + 1) < 0.02,
        (
            example(lambda x, s, g: (s * normal(x, g), x)),
            lambda curve, s, n, seed: (
                corruption.gaussian(curve.sample(n, seed), s, seed),
                curve.sample(n, seed + 9),
            ),
        ),
    ),
    Mistake(
        "Input and target are swapped: the network sees the noisy point, and must say the clean one.",
        lambda got: distance(got[0][0]) < 1e-3 < distance(got[0][1]),
        (example(lambda x, s, g: (x, x + s * normal(x, g))),),
    ),
    Mistake(
        "The targets lie on a curve of your own: take the one that is handed in.",
        own_curve,
        (
            lambda curve, *rest: training_pairs(manifolds.circle(), *rest),
            lambda curve, *rest: training_pairs(manifolds.circle(RADIUS), *rest),
        ),
    ),
    Mistake(
        "There is noise on the target as well: it must be the clean point.",
        noise_on_target,
        (example(lambda x, s, g: (x + s * normal(x, g), x + s * normal(x, g))),),
    ),
    Mistake(
        "All clean points are one and the same: draw n of them.",
        lambda got: bool(got[0][1].std(dim=0).max() < 1e-3),
        (example(lambda x, s, g: (x[:1] + s * normal(x, g), x[:1].expand_as(x))),),
    ),
    Mistake(
        "The noise is the same for every seed: the network would learn it by heart.",
        lambda got: same(noise(got), noise(got, 2)),
        (noisy(lambda x, s, g: s * normal(x, g.manual_seed(0))),),
    ),
    Mistake(
        "The clean points are the same for every seed: draw fresh ones as well.",
        lambda got: same(got[0][1], got[2][1]),
        (
            lambda curve, s, n, seed: (corruption.gaussian(x := curve.points(n), s, seed), x),
            lambda curve, s, n, seed: (corruption.gaussian(x := curve.sample(n), s, seed), x),
        ),
    ),
    Mistake(
        "The same seed gives different numbers: draw all that is random from the seed.",
        lambda got: not (same(got[0][0], got[3][0]) and same(got[0][1], got[3][1])),
        (noisy(lambda x, s, g: s * torch.randn(x.shape)),),
    ),
    Mistake(
        "You shrink or stretch the clean point before adding noise: x̃ is x + σε, the whole of x.",
        lambda got: abs(kept(got)) > 0.005,
        (noisy(lambda x, s, g: ((1 - s**2) ** 0.5 - 1) * x + s * normal(x, g)),),
    ),
    Mistake(
        "The clean points crowd on a part of the curve: curve.sample draws them evenly by its length.",
        lambda got: any(unevenness(places(got[k][1][:MANY], k)) > 2.5 for k in (0, 1)),
        (crowded,),
    ),
    Mistake(
        "All points get one and the same noise: each needs its own.",
        lambda got: bool(noise(got).std(dim=0).max() < 1e-3),
        (noisy(lambda x, s, g: s * normal(x[:1], g)), noisy(lambda x, s, g: s * normal(x[:1, :1], g))),
    ),
    Mistake(
        "The noise is the same in both coordinates: each needs its own.",
        lambda got: same(noise(got)[:, 0], noise(got)[:, 1]),
        (noisy(lambda x, s, g: s * normal(x[:, :1], g)),),
    ),
    Mistake(
        "The noise is larger in one coordinate than in the other: σ is the same for both.",
        lambda got: bool(abs(noise(got)[:, 0].std() / noise(got)[:, 1].std() - 1) > 0.03),
        (
            noisy(lambda x, s, g: s * normal(x, g) * torch.tensor([1, 0.5])),
            noisy(lambda x, s, g: s * normal(x, g) * torch.tensor([0, 1])),
        ),
    ),
    Mistake(
        "The noise is uniform; x̃ = x + σε needs normal noise, torch.randn.",
        lambda got: abs(kurtosis(got) - 1.8) < 0.2,
        (
            noisy(lambda x, s, g: s * torch.rand(x.shape, generator=g)),
            noisy(lambda x, s, g: s * (2 * torch.rand(x.shape, generator=g) - 1)),
        ),
    ),
    Mistake(
        "The noise has the standard deviation σ²: σ and σ² are confused.",
        lambda got: is_spread(got, lambda s: s**2),
        (noisy(lambda x, s, g: s**2 * normal(x, g)),),
    ),
    Mistake(
        "The noise has the standard deviation √σ: σ is the standard deviation, not the variance.",
        lambda got: is_spread(got, lambda s: s**0.5),
        (noisy(lambda x, s, g: s**0.5 * normal(x, g)),),
    ),
    Mistake(
        "The noise lacks its factor σ.",
        lambda got: is_spread(got, lambda s: 1),
        (noisy(lambda x, s, g: normal(x, g)),),
    ),
    Mistake(
        "Point and noise are drawn from the same random numbers: where a point lies then tells how large its "
        "noise is. Use one generator for both, or two different seeds.",
        lambda got: bool((tenths(got) / tenths(got).mean() - 1).abs().max() > 0.04),
        (seed_twice,),
    ),
]


def passes(got: list) -> bool:
    return not any(mistake.made(got) for mistake in MISTAKES) and all(fine(got, k) for k in range(3))


def says(got: list) -> str:
    k = next((k for k in range(3) if not fine(got, k)), 0)
    if not noise(got, k).isfinite().all():
        return ""
    on_tenths = tenths(got, k)
    on_tenths = on_tenths[on_tenths.isfinite()]  # some may hold no point
    return (
        f"Over {SIZES[k]} pairs at σ = {SIGMAS[k]}, input minus target has the standard deviation "
        f"{spread(got, k):.4f} and the mean {noise(got, k).mean():.4f}. From one tenth of the curve to "
        f"another its variance runs from {on_tenths.min():.2f} to {on_tenths.max():.2f} times σ². "
        f"The targets lie {distance(got[k][1], k):.2g} from the curve."
    )


EXERCISE = Exercise(
    worked=training_pairs,
    right=lambda curve, sigma, n, seed: (torch.zeros(n, 2), torch.zeros(n, 2)),
    trials=trials,
    passes=passes,
    says=says,
    mistakes=MISTAKES,
    hints=[
        "What does the network see in a step of training, and with what is its answer compared?",
        "g = torch.Generator().manual_seed(seed) is a source of random numbers of your own: "
        "curve.sample(n, g) draws from it, and so does torch.randn(n, 2, generator=g). Two generators with "
        "the same seed give the same numbers.",
        "x̃ = x + σε, where ε is torch.randn: σ is the standard deviation of the noise, not its variance.",
    ],
)
