"""What a network is shown, and with what its answer is compared."""

from collections.abc import Callable

import torch
from torch import Tensor

from ... import corruption, manifolds
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import kolmogorov, not_finite, same
from . import pairs_measured as pairs


def training_pairs(curve, sigma, n, seed):
    """The network sees the noisy point and must say the clean one. One generator draws both point and
    noise: so another seed gives other points and other noise, and no noise depends on its point."""
    g = torch.Generator().manual_seed(seed)
    x = curve.sample(n, g)
    x_noisy = corruption.gaussian(x, sigma, g)  # or x + sigma * torch.randn(n, 2, generator=g)
    return x_noisy, x


def example(make: Callable[[Tensor, float, torch.Generator], tuple]) -> Callable:
    """The pairs make(x, σ, g) of points x and a generator g of normal numbers, for the examples."""

    def answer(curve, sigma, n, seed):
        g = torch.Generator().manual_seed(seed)
        return make(curve.sample(n, g), sigma, g)

    return answer


def noisy(size: Callable[[Tensor, float, torch.Generator], Tensor]) -> Callable:
    """The pairs of x + size(x, σ, g) and x, for the examples."""
    return example(lambda x, s, g: (x + size(x, s, g), x))


def normal(x: Tensor, g: torch.Generator) -> Tensor:
    return torch.randn(x.shape, generator=g)


def seed_twice(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    return x + sigma * normal(x, torch.Generator().manual_seed(seed)), x


MISTAKES = [
    not_finite(noisy(lambda x, s, g: x / 0)),
    Mistake(
        "Input and target are the same clean points: nothing is corrupted.",
        lambda got: same(*got[0]) and pairs.distance(got[0][0]) < 1e-3,
        (example(lambda x, s, g: (x, x)),),
    ),
    Mistake(
        "The target is the noisy input itself: the network would learn to do nothing.",
        lambda got: same(*got[0]),
        (example(lambda x, s, g: (y := x + s * normal(x, g), y)),),
    ),
    Mistake(
        "Your target is the noise, or the arrow: the network's answer is compared with the clean point x.",
        lambda got: pairs.unlike_normal(got[0][1]) < 2.5,
        (
            example(lambda x, s, g: (x + (e := s * normal(x, g)), e)),
            example(lambda x, s, g: (y := x + s * normal(x, g), x - y)),
            example(lambda x, s, g: (x + s * (e := normal(x, g)), e)),
        ),
    ),
    Mistake(
        "Input and target have nothing to do with each other: the network sees x + noise for the same x.",
        lambda got: abs(pairs.kept(got) + 1) < 0.02,
        (
            example(lambda x, s, g: (s * normal(x, g), x)),
            lambda curve, s, n, seed: (corruption.gaussian(curve.sample(n), s, seed), curve.sample(n, seed)),
        ),
    ),
    Mistake(
        "Input and target are swapped: the network sees the noisy point, and must say the clean one.",
        lambda got: pairs.distance(got[0][0]) < 1e-3 < pairs.distance(got[0][1]),
        (example(lambda x, s, g: (x, x + s * normal(x, g))),),
    ),
    Mistake(
        "The targets lie on a curve of your own: take the one that is handed in.",
        pairs.own_curve,
        (
            lambda curve, *rest: training_pairs(manifolds.circle(), *rest),
            lambda curve, *rest: training_pairs(manifolds.circle(pairs.RADIUS), *rest),
        ),
    ),
    Mistake(
        "There is noise on the target as well: it must be the clean point.",
        pairs.noise_on_target,
        (example(lambda x, s, g: (x + s * normal(x, g), x + s * normal(x, g))),),
    ),
    Mistake(
        "All clean points are one and the same: draw n of them.",
        lambda got: bool(got[0][1].std(dim=0).max() < 1e-3),
        (example(lambda x, s, g: (x[:1] + s * normal(x, g), x[:1].expand_as(x))),),
    ),
    Mistake(
        "The noise is the same for every seed: the network would learn it by heart.",
        lambda got: same(pairs.noise(got), pairs.noise(got, 2)),
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
        lambda got: abs(pairs.kept(got)) > 0.005,
        (noisy(lambda x, s, g: ((1 - s**2) ** 0.5 - 1) * x + s * normal(x, g)),),
    ),
    Mistake(
        "The clean points crowd on a part of the curve: curve.sample draws them evenly by its length.",
        lambda got: any(kolmogorov(pairs.places(got[k][1][: pairs.MANY], k)) > 2.5 for k in (0, 1)),
        (example(lambda x, s, g: (x.abs() + s * normal(x, g), x.abs())),),
    ),
    Mistake(
        "All points get one and the same noise: each needs its own.",
        lambda got: bool(pairs.noise(got).std(dim=0).max() < 1e-3),
        (noisy(lambda x, s, g: s * normal(x[:1], g)), noisy(lambda x, s, g: s * normal(x[:1, :1], g))),
    ),
    Mistake(
        "The noise is the same in both coordinates: each needs its own.",
        lambda got: same(pairs.noise(got)[:, 0], pairs.noise(got)[:, 1]),
        (noisy(lambda x, s, g: s * normal(x[:, :1], g)),),
    ),
    Mistake(
        "The noise is larger in one coordinate than in the other: σ is the same for both.",
        lambda got: bool(abs(pairs.noise(got)[:, 0].std() / pairs.noise(got)[:, 1].std() - 1) > 0.03),
        (
            noisy(lambda x, s, g: s * normal(x, g) * torch.tensor([1, 0.5])),
            noisy(lambda x, s, g: s * normal(x, g) * torch.tensor([0, 1])),
        ),
    ),
    Mistake(
        "The noise is uniform; x̃ = x + σε needs normal noise, torch.randn.",
        lambda got: abs(pairs.kurtosis(got) - 1.8) < 0.2,
        (
            noisy(lambda x, s, g: s * torch.rand(x.shape, generator=g)),
            noisy(lambda x, s, g: s * (2 * torch.rand(x.shape, generator=g) - 1)),
        ),
    ),
    Mistake(
        "The noise has the standard deviation σ²: σ and σ² are confused.",
        lambda got: pairs.is_spread(got, lambda s: s**2),
        (noisy(lambda x, s, g: s**2 * normal(x, g)),),
    ),
    Mistake(
        "The noise has the standard deviation √σ: σ is the standard deviation, not the variance.",
        lambda got: pairs.is_spread(got, lambda s: s**0.5),
        (noisy(lambda x, s, g: s**0.5 * normal(x, g)),),
    ),
    Mistake(
        "The noise lacks its factor σ.",
        lambda got: pairs.is_spread(got, lambda s: 1),
        (noisy(lambda x, s, g: normal(x, g)),),
    ),
    Mistake(
        "Point and noise are drawn from the same random numbers: where a point lies then tells how large its "
        "noise is. Use one generator for both, or two different seeds.",
        lambda got: bool((pairs.tenths(got) / pairs.tenths(got).mean() - 1).abs().max() > 0.04),
        (seed_twice,),
    ),
]


def passes(got: list) -> bool:
    return not any(mistake.made(got) for mistake in MISTAKES) and all(pairs.fine(got, k) for k in range(3))


EXERCISE = Exercise(
    worked=training_pairs,
    right=lambda curve, sigma, n, seed: (torch.zeros(n, 2), torch.zeros(n, 2)),
    trials=pairs.trials,
    passes=passes,
    says=pairs.says,
    mistakes=MISTAKES,
    hints=[
        "What does the network see in a step of training, and with what is its answer compared?",
        "g = torch.Generator().manual_seed(seed) is a source of random numbers of your own: "
        "curve.sample(n, g) draws from it, and so does torch.randn(n, 2, generator=g). Two generators with "
        "the same seed give the same numbers.",
        "x̃ = x + σε, where ε is torch.randn: σ is the standard deviation of the noise, not its variance.",
    ],
)
