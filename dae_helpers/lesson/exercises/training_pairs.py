"""What a network is shown, and with what its answer is compared: denoising's training pairs."""

from collections.abc import Callable

import torch
from torch import Tensor

from ... import corruption, manifolds
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import same
from .pairs_measured import RADII, Pairs, measured, tenths, trials, unlike_normal


def training_pairs(curve, sigma, n, seed):
    """The network sees the noisy point and must say the clean one. One generator draws both point and
    noise: so another seed gives other points and other noise, and no noise depends on its point."""
    g = torch.Generator().manual_seed(seed)
    x = curve.sample(n, g)
    x_noisy = corruption.gaussian(x, sigma, g)  # or x + sigma * torch.randn(n, 2, generator=g)
    return x_noisy, x


def example(make: Callable[[Tensor, Tensor, float], tuple]) -> Callable:
    """The pairs make(x, ε, σ) of points x and normal numbers ε, for the examples."""

    def answer(curve, sigma, n, seed):
        g = torch.Generator().manual_seed(seed)
        return make(curve.sample(n, g), torch.randn(n, 2, generator=g), sigma)

    return answer


def noisy(noise: Callable[[Tensor, Tensor, float], Tensor]) -> Callable:
    """The pairs of x + noise(x, ε, σ) and x, for the examples."""
    return example(lambda x, e, s: (x + noise(x, e, s), x))


def seed_twice(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    return x + sigma * torch.randn(n, 2, generator=torch.Generator().manual_seed(seed)), x


def own_curve(p: list[Pairs]) -> bool:
    """Whether the targets lie on some circle, but not on the curve that was handed in."""
    on_a_circle = p[0].x.norm(dim=1).std() < 1e-3 < p[0].off
    return bool(on_a_circle or p[0].off < 1e-3 < p[1].off)


# Each is told by the pairs p of the four trials.
MISTAKES = [
    Mistake(
        "Input and target are the same clean points: nothing is corrupted.",
        lambda p: same(p[0].x_noisy, p[0].x) and p[0].off < 1e-3,
        noisy(lambda x, e, s: 0),
    ),
    Mistake(
        "The target is the noisy input itself: the network would learn to do nothing.",
        lambda p: same(p[0].x_noisy, p[0].x),
        example(lambda x, e, s: (x + s * e, x + s * e)),
    ),
    Mistake(
        "Your target is the noise, or the arrow: the network's answer is compared with the clean point x.",
        lambda p: unlike_normal(p[0].x) < 2.5,
        example(lambda x, e, s: (x + s * e, s * e)),
        example(lambda x, e, s: (x + s * e, -s * e)),
        example(lambda x, e, s: (x + s * e, e)),
    ),
    Mistake(
        "Input and target have nothing to do with each other: the network sees x + noise for the same x.",
        lambda p: abs(p[0].kept + 1) < 0.02,
        example(lambda x, e, s: (s * e, x)),
        lambda curve, s, n, seed: (corruption.gaussian(curve.sample(n), s, seed), curve.sample(n, seed)),
    ),
    Mistake(
        "Input and target are swapped: the network sees the noisy point, and must say the clean one.",
        lambda p: p[0].distance(p[0].x_noisy) < 1e-3 < p[0].off,
        example(lambda x, e, s: (x, x + s * e)),
    ),
    Mistake(
        "The targets lie on a curve of your own: take the one that is handed in.",
        own_curve,
        lambda curve, *rest: training_pairs(manifolds.circle(), *rest),
        lambda curve, *rest: training_pairs(manifolds.circle(RADII[0]), *rest),
    ),
    Mistake(
        "There is noise on the target as well: it must be the clean point.",
        lambda p: all(0.3 < each.off / each.sigma < 2 for each in p[:2]),
        example(lambda x, e, s: (x + s * e, x + s * e.flip(0))),
    ),
    Mistake(
        "All clean points are one and the same: draw n of them.",
        lambda p: bool(p[0].x.std(dim=0).max() < 1e-3),
        example(lambda x, e, s: (x[:1] + s * e, x[:1].expand_as(x))),
    ),
    Mistake(
        "The noise is the same for every seed: the network would learn it by heart.",
        lambda p: same(p[0].noise, p[2].noise),
        noisy(lambda x, e, s: s * torch.randn(x.shape, generator=torch.Generator())),
    ),
    Mistake(
        "The clean points are the same for every seed: draw fresh ones as well.",
        lambda p: same(p[0].x, p[2].x),
        lambda curve, s, n, seed: (corruption.gaussian(x := curve.points(n), s, seed), x),
        lambda curve, s, n, seed: (corruption.gaussian(x := curve.sample(n), s, seed), x),
    ),
    Mistake(
        "The same seed gives different numbers: draw all that is random from the seed.",
        lambda p: not (same(p[0].x_noisy, p[3].x_noisy) and same(p[0].x, p[3].x)),
        noisy(lambda x, e, s: s * torch.randn(x.shape)),
    ),
    Mistake(
        "You shrink or stretch the clean point before adding noise: x̃ is x + σε, the whole of x.",
        lambda p: abs(p[0].kept) > 0.005,
        noisy(lambda x, e, s: ((1 - s**2) ** 0.5 - 1) * x + s * e),
    ),
    Mistake(
        "The clean points crowd on a part of the curve: curve.sample draws them evenly by its length.",
        lambda p: max(p[0].crowding, p[1].crowding) > 2.5,
        example(lambda x, e, s: (x.abs() + s * e, x.abs())),
    ),
    Mistake(
        "All points get one and the same noise: each needs its own.",
        lambda p: bool(p[0].noise.std(dim=0).max() < 1e-3),
        noisy(lambda x, e, s: s * e[:1]),
        noisy(lambda x, e, s: s * e[0, 0]),
    ),
    Mistake(
        "The noise is the same in both coordinates: each needs its own.",
        lambda p: same(p[0].noise[:, 0], p[0].noise[:, 1]),
        noisy(lambda x, e, s: s * e[:, :1]),
    ),
    Mistake(
        "The noise is larger in one coordinate than in the other: σ is the same for both.",
        lambda p: bool(abs(p[0].noise[:, 0].std() / p[0].noise[:, 1].std() - 1) > 0.03),
        noisy(lambda x, e, s: s * e * torch.tensor([1, 0.5])),
        noisy(lambda x, e, s: s * e * torch.tensor([0, 1])),
    ),
    Mistake(
        "The noise is uniform; x̃ = x + σε needs normal noise, torch.randn.",
        lambda p: abs(p[0].kurtosis() - 1.8) < 0.2,
        # ndtr makes uniform numbers of normal ones
        noisy(lambda x, e, s: s * torch.special.ndtr(e)),
        noisy(lambda x, e, s: s * (2 * torch.special.ndtr(e) - 1)),
    ),
    Mistake(
        "The noise has the standard deviation σ²: σ and σ² are confused.",
        lambda p: all(each.has_spread(each.sigma**2) for each in p[:2]),
        noisy(lambda x, e, s: s**2 * e),
    ),
    Mistake(
        "The noise has the standard deviation √σ: σ is the standard deviation, not the variance.",
        lambda p: all(each.has_spread(each.sigma**0.5) for each in p[:2]),
        noisy(lambda x, e, s: s**0.5 * e),
    ),
    Mistake(
        "The noise lacks its factor σ.",
        lambda p: all(each.has_spread(1) for each in p[:2]),
        noisy(lambda x, e, s: e),
    ),
    Mistake(
        "Point and noise are drawn from the same random numbers: where a point lies then tells how large its "
        "noise is. Use one generator for both, or two different seeds.",
        lambda p: bool((tenths(p[0], p[2]) / tenths(p[0], p[2]).mean() - 1).abs().max() > 0.04),
        seed_twice,
    ),
]


def says(p: list[Pairs]) -> str:
    k = next((k for k in range(3) if not p[k].fine()), 0)
    on_tenths = tenths(p[0], p[2]) if k == 0 else tenths(p[k])
    on_tenths = on_tenths[on_tenths.isfinite()]  # some may hold no point
    return (
        f"Over {len(p[k].x)} pairs at σ = {p[k].sigma}, input minus target has the standard deviation "
        f"{p[k].spread:.4f} and the mean {p[k].noise.mean():.4f}. From one tenth of the curve to "
        f"another its variance runs from {on_tenths.min():.2f} to {on_tenths.max():.2f} times σ². "
        f"The targets lie {p[k].off:.2g} from the curve."
    )


EXERCISE = Exercise(
    training_pairs,
    points=2,
    trials=trials,
    measure=measured,
    passes=lambda p: all(each.fine() for each in p[:3]) and not any(each.made(p) for each in MISTAKES),
    says=says,
    mistakes=MISTAKES,
    hints=[
        "What does the network see in a step of training, and with what is its answer compared?",
        "g = torch.Generator().manual_seed(seed) is a source of random numbers of your own: "
        "curve.sample(n, g) draws from it, and so does torch.randn(n, 2, generator=g). Two generators with "
        "the same seed give the same numbers.",
        "x̃ = x + σε, where ε is torch.randn: σ is the standard deviation of the noise, not its variance.",
    ],
    imports="import torch\n\nfrom dae_helpers import corruption",
)
