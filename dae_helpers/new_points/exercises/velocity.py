"""The velocity of the flow from a denoiser: flow matching, read off a network that was trained to denoise."""

from collections.abc import Callable

from torch import Tensor

from ...stage.pointwise import pointwise
from ...stage.statistics import normal
from .sampler import down


def velocity(at, x, t):
    """x_t/(1 − t) = x + σε is a noisy point of the level σ = t/(1 − t). And if x is known, then ε is
    (x_t − (1 − t)x)/t, so that ε − x = (x_t − x)/t: put the best guess in place of x."""
    guess = at(t / (1 - t))(x / (1 - t))
    return (x - guess) / t


def told(
    answer: Callable[[Tensor, Tensor, Tensor, float], Tensor],
    level: Callable[[float], float] = lambda t: t / (1 - t),
    scale: Callable[[float], float] = lambda t: 1 / (1 - t),
) -> Callable:
    """A velocity that makes of x_t, of x̃, of the guess and of t something else: answer(x_t, x̃, guess, t).

    level: of the denoiser that is asked; scale: by which x_t is multiplied for it.
    """

    def made(at: Callable, x: Tensor, t: float) -> Tensor:
        return answer(x, x / (1 - t), at(level(t))(scale(t) * x), t)

    return made


def right(x: Tensor, x_noisy: Tensor, guess: Tensor, t: float) -> Tensor:
    return (x - guess) / t


EXERCISE = pointwise(
    velocity,
    points=5,
    trials=lambda: [
        (down("spiral"), 0.6 * normal(50, 2), 0.3),
        (down("circle"), normal(30, 2), 0.8),
    ],
    mistakes=[
        (
            "You tell the denoiser t and x_t as they are: it knows σ = t/(1 − t) and x̃ = x_t/(1 − t).",
            told(right, level=lambda t: t, scale=lambda t: 1),
        ),
        (
            "You ask the denoiser about x_t: what it knows are noisy points, x̃ = x_t/(1 − t).",
            told(right, scale=lambda t: 1),
        ),
        ("The level is not t but σ = t/(1 − t).", told(right, level=lambda t: t)),
        ("The level is upside down: σ = t/(1 − t).", told(right, level=lambda t: (1 - t) / t)),
        ("You multiply x_t by 1 − t: x̃ = x_t/(1 − t).", told(right, scale=lambda t: 1 - t)),
        ("Not divided by t: this is t·v, all the way to the guess.", told(lambda x, y, guess, t: x - guess)),
        (
            "The sign is flipped: the velocity leads from the data to the noise, as t grows.",
            told(lambda x, y, guess, t: (guess - x) / t),
        ),
        (
            "This is E[ε | x_t], the ε-prediction; the velocity is E[ε − x | x_t].",
            told(lambda x, y, guess, t: (y - guess) * (1 - t) / t),
        ),
        ("You take the guess from x̃: take it from x_t.", told(lambda x, y, guess, t: (y - guess) / t)),
        ("You divide by σ: divide by t.", told(lambda x, y, guess, t: (x - guess) * (1 - t) / t)),
        ("You divide by 1 − t: divide by t.", told(lambda x, y, guess, t: (x - guess) / (1 - t))),
        ("This is the arrow r(x̃) − x̃, not the velocity.", told(lambda x, y, guess, t: guess - y)),
        (
            "This is the score, (r(x̃) − x̃)/σ², not the velocity.",
            told(lambda x, y, guess, t: (guess - y) * ((1 - t) / t) ** 2),
        ),
        ("You return the guess of x: the velocity is (x_t − guess)/t.", told(lambda x, y, guess, t: guess)),
    ],
    hints=[
        "The denoiser knows x̃ = x + σε. Divide x_t = (1 − t)x + tε by 1 − t, and you see both x̃ and σ.",
        "The guess of x is at(σ)(x̃), with σ = t/(1 − t) and x̃ = x_t/(1 − t).",
        "If x is known, ε is, too: ε = (x_t − (1 − t)x)/t. Then ε − x = (x_t − x)/t.",
    ],
)
