"""One step of Langevin dynamics."""

from collections.abc import Callable

from torch import Tensor

from ... import oracle
from ...corruption import gaussian
from ...manifolds import named
from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def langevin_step(r, x, sigma, alpha, noise):
    """A part α of the arrow, and as much noise as keeps the points spread like p_σ. It is Langevin's step
    x + η∇log p_σ + √(2η)·noise for η = ασ²."""
    return x + alpha * (r(x) - x) + (2 * alpha) ** 0.5 * sigma * noise


def kicked(size: Callable[[float, float], float]) -> Callable:
    """Langevin's step with another size(α, σ) of the noise."""
    return lambda r, x, s, a, z: x + a * (r(x) - x) + size(a, s) * z


def led(to: Callable[[Tensor, Tensor, float], Tensor]) -> Callable:
    """Langevin's step that goes elsewhere, to(x, r(x), α), before the noise is added."""
    return lambda r, x, s, a, z: to(x, r(x), a) + (2 * a) ** 0.5 * s * z


def trial(curve: str, sigma: float, alpha: float, noise: Tensor) -> tuple:
    x = gaussian(named(curve).sample(len(noise), seed=1), sigma, seed=2)
    return oracle.best(named(curve), sigma).__call__, x, sigma, alpha, noise


EXERCISE = pointwise(
    langevin_step,
    points=3,
    trials=lambda: [
        trial("circle", 0.3, 0.2, normal(50, 2)),
        trial("spiral", 0.15, 0.05, normal(30, 2)),
        trial("circle", 0.03, 0.8, 3 * normal(20, 2)),
    ],
    fickle="You draw noise of your own: use the noise that is handed in.",
    mistakes=[
        ("There is no noise: your step only follows the arrow.", kicked(lambda a, s: 0)),
        ("The noise lacks its factor σ: its size is √(2α)·σ.", kicked(lambda a, s: (2 * a) ** 0.5)),
        ("You add σ·noise: the factor √(2α) is missing.", kicked(lambda a, s: s)),
        ("You add the noise as it is: its size must be √(2α)·σ.", kicked(lambda a, s: 1)),
        ("The factor 2 is forgotten: the noise has the size √(2α)·σ.", kicked(lambda a, s: a**0.5 * s)),
        (
            "The 2 belongs under the root: the noise has the size √(2α)·σ. In Python that is "
            "(2 * alpha) ** 0.5 * sigma.",
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
            "With the size √(1 − (1 − α)²)·σ the noise restores the width of a single cloud exactly, a good "
            "thought; but Langevin's step as asked here has √(2α)·σ, nearly the same for small α.",
            kicked(lambda a, s: (1 - (1 - a) ** 2) ** 0.5 * s),
        ),
        (
            "You add the noise first and ask r about the point that was moved: the arrow is that of x.",
            lambda r, x, s, a, z: (y := x + (2 * a) ** 0.5 * s * z) + a * (r(y) - y),
            lambda r, x, s, a, z: x + a * (r(y := x + (2 * a) ** 0.5 * s * z) - y),
            lambda r, x, s, a, z: (y := x + (2 * a) ** 0.5 * s * z) + a * (r(y) - x),
        ),
        (
            "A bracket is missing: α·r(x) − x takes the part α of r(x) only; write α·(r(x) − x).",
            led(lambda x, guess, a: x + a * guess - x),
        ),
        (
            "The sign of the arrow is flipped: you step away from the curve.",
            led(lambda x, guess, a: x - a * (guess - x)),
        ),
        (
            "You add a part of r(x), where a part of the arrow r(x) − x belongs.",
            led(lambda x, guess, a: x + a * guess),
        ),
        (
            "You go all the way to r(x): the step takes only the part α of the arrow.",
            led(lambda x, guess, a: guess),
        ),
        (
            "You return the change alone; wanted is where the point is after the step.",
            led(lambda x, guess, a: a * (guess - x)),
        ),
        (
            "You take α as the step along the score; here α is the part of the arrow.",
            lambda r, x, s, a, z: x + a * (r(x) - x) / s**2 + (2 * a) ** 0.5 * z,
        ),
    ],
    hints=[
        "There are three terms: where the point is, a part α of its arrow, and the noise.",
        "The noise term has two factors before `noise`: √(2α) and σ. Both α and σ are plain numbers, so "
        "take the square root by ** 0.5.",
    ],
)
