"""From a denoiser to the score, the slope of the log density."""

from ... import oracle
from ...corruption import gaussian
from ...manifolds import named
from ...stage.pointwise import pointwise


def score(r, x_noisy, sigma):
    """r*(x̃) − x̃ = σ²∇log p_σ(x̃), solved for the score."""
    return (r(x_noisy) - x_noisy) / sigma**2


def trial(curve: str, sigma: float, n: int) -> tuple:
    """The exact denoiser, a map without the methods of a PosteriorMean; n corrupted points; and σ."""
    x_noisy = gaussian(named(curve).sample(n, seed=1), sigma, seed=2)
    return oracle.best(named(curve), sigma).__call__, x_noisy, sigma


EXERCISE = pointwise(
    score,
    points=1,
    trials=lambda: [
        trial("circle", 0.3, 50),
        trial("spiral", 0.15, 30),
        trial("circle", 0.03, 20),
        trial("circle", 2.0, 20),
    ],
    mistakes=[
        ("The factor 1/σ² is missing: you return the arrow, σ² times the score.", lambda r, x, s: r(x) - x),
        ("You divide by σ: the arrow is σ² times the score.", lambda r, x, s: (r(x) - x) / s),
        (
            "You divide by 2σ²: the 2 belongs to the exponent of the density, not to its gradient.",
            lambda r, x, s: (r(x) - x) / (2 * s**2),
        ),
        ("You multiply by σ²: the arrow already is σ² times the score.", lambda r, x, s: (r(x) - x) * s**2),
        ("The sign is flipped: the score points the way of the arrow.", lambda r, x, s: (x - r(x)) / s**2),
        ("You divide r(x̃) itself by σ²; divide the arrow r(x̃) − x̃.", lambda r, x, s: r(x) / s**2),
        (
            "A bracket is missing: r(x̃) − x̃ / σ² divides x̃ alone; write (r(x̃) − x̃) / σ².",
            lambda r, x, s: r(x) - x / s**2,
        ),
        (
            "You take a logarithm: the log stands in the name ∇log p_σ only. The arrow over σ² already is "
            "the slope of log p_σ.",
            lambda r, x, s: r(x).log(),
            lambda r, x, s: r(x).log() / s**2,
            lambda r, x, s: (r(x) - x).log(),
            lambda r, x, s: (r(x) - x).log() / s**2,
            lambda r, x, s: ((r(x) - x) / s**2).log(),
            lambda r, x, s: r(x).log() - x.log(),
            lambda r, x, s: (r(x).log() - x.log()) / s**2,
            lambda r, x, s: (r(x).log() - x) / s**2,
        ),
    ],
    hints=[
        "Tweedie's formula says what the arrow r*(x̃) − x̃ is: σ² times the score.",
        "Divide the whole arrow by the noise's variance, not by its standard deviation.",
    ],
)
