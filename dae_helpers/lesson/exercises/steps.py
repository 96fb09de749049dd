"""The exercises on steps, Langevin's and the sampler's (6 and 8), with the mistakes known by name."""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

from ... import manifolds, oracle
from ...stage.checking import pointwise
from . import solutions
from .arrows import denoise, noisy_points
from .trials import best


def noise() -> Tensor:
    return torch.randn(50, 2, generator=torch.Generator().manual_seed(3))


def kicked(size: Callable[[float, float], float]) -> Callable:
    """Langevin's step with another size(α, σ) of the noise."""
    return lambda r, x, s, a, z: x + a * (r(x) - x) + size(a, s) * z


LANGEVIN_STEP = pointwise(
    solutions.langevin_step,
    lambda: (denoise, noisy_points(), 0.3, 0.2, noise()),
    [
        ("There is no noise: your step only follows the arrow.", kicked(lambda a, s: 0)),
        ("The noise lacks its factor σ.", kicked(lambda a, s: (2 * a) ** 0.5)),
        ("The factor 2 is forgotten: the noise has the size √(2α)·σ.", kicked(lambda a, s: a**0.5 * s)),
        (
            "The 2 belongs under the root: the noise has the size √(2α)·σ.",
            kicked(lambda a, s: 2 * a**0.5 * s),
        ),
        (
            "σ stands outside the root: the noise has the size √(2α)·σ.",
            kicked(lambda a, s: (2 * a * s) ** 0.5),
        ),
        (
            "You multiply the noise by α without the root: its size is √(2α)·σ.",
            kicked(lambda a, s: a * s),
            kicked(lambda a, s: 2 * a * s),
        ),
        ("You multiply the noise by σ²: its size is √(2α)·σ.", kicked(lambda a, s: (2 * a) ** 0.5 * s**2)),
        (
            "The sign of the arrow is flipped: you step away from the curve.",
            lambda r, x, s, a, z: x - a * (r(x) - x) + (2 * a) ** 0.5 * s * z,
        ),
        (
            "You add a part of r(x), where a part of the arrow r(x) − x belongs.",
            lambda r, x, s, a, z: x + a * r(x) + (2 * a) ** 0.5 * s * z,
        ),
        (
            "You go all the way to r(x): the step takes only the part α of the arrow.",
            lambda r, x, s, a, z: r(x) + (2 * a) ** 0.5 * s * z,
        ),
        (
            "You return the change alone; wanted is where the point is after the step.",
            lambda r, x, s, a, z: a * (r(x) - x) + (2 * a) ** 0.5 * s * z,
        ),
        (
            "You take α as the step along the score; here α is the part of the arrow.",
            lambda r, x, s, a, z: x + a * (r(x) - x) / s**2 + (2 * a) ** 0.5 * z,
        ),
        (
            "You draw noise of your own: use the noise that is handed in.",
            lambda r, x, s, a, z: x + a * (r(x) - x) + (2 * a) ** 0.5 * s * torch.randn_like(x),
        ),
    ],
)


def spiral_denoiser(sigma: float | Tensor) -> oracle.PosteriorMean:
    """The spiral's best denoiser at σ; near 0, where there is none, that of a small σ."""
    return best(manifolds.spiral, max(float(sigma), 0.02))


def descent(step: Callable) -> Callable:
    """A sampler that goes from each level s to the next, t, by x ← step(at, s, t, x)."""

    def sample(at: Callable, sigmas: Tensor, x: Tensor) -> Tensor:
        for s, t in pairwise(sigmas):
            x = step(at, s, t, x)
        return x

    return sample


def landing(step: Callable) -> Callable:
    """The same sampler, but that its last step, to 0, goes to r(x)."""
    return descent(lambda at, s, t, x: step(at, s, t, x) if t > 0 else at(s)(x))


def keep(r: Callable, part: Tensor, x: Tensor) -> Tensor:
    return r(x) + part * (x - r(x))


SAMPLER = pointwise(
    solutions.sampler,
    lambda: (spiral_denoiser, torch.tensor([1.0, 0.5, 0.2, 0.1, 0.0]), noise()),
    [
        (
            "The ratio is upside down: it is σ'/σ, the new level divided by the old.",
            descent(lambda at, s, t, x: keep(at(s), s / t, x)),
            landing(lambda at, s, t, x: keep(at(s), s / t, x)),
        ),
        (
            "The two levels of a step are swapped: x has the first of the pair, and gets the second.",
            descent(lambda at, s, t, x: keep(at(t), s / t, x)),
        ),
        (
            "You jump all the way to r(x) at each level: keep the part σ'/σ of x − r(x).",
            descent(lambda at, s, t, x: at(s)(x)),
        ),
        (
            "You ask the denoiser of the new level: x still has the old one, so ask at(σ), not at(σ').",
            descent(lambda at, s, t, x: keep(at(t), t / s, x)),
            landing(lambda at, s, t, x: keep(at(t), t / s, x)),
        ),
        (
            "You ask the denoiser of the first level at every step: each level has its own, at(σ).",
            lambda at, sigmas, x: solutions.sampler(lambda _: at(sigmas[0]), sigmas, x),
        ),
        (
            "You move by σ'/σ of the arrow: that is the part of x − r(x) to keep.",
            descent(lambda at, s, t, x: x + t / s * (at(s)(x) - x)),
        ),
        (
            "The levels are in the wrong order: noise falls, from the first of sigmas to the last.",
            lambda at, sigmas, x: solutions.sampler(at, sigmas.sort().values.roll(-1), x),
        ),
        (
            "A step divides by the level 0. Go through sigmas in their order, and divide by the old level.",
            lambda at, sigmas, x: solutions.sampler(at, sigmas.flip(0), x),
        ),
        (
            "You stop one step early: the last step, to σ' = 0, goes to r(x).",
            lambda at, sigmas, x: solutions.sampler(at, sigmas[:-1], x),
        ),
    ],
)
