"""The arrow from a corrupted point to the place where a map sends it."""

from torch.nn.functional import normalize

from ...stage.pointwise import pointwise
from .trials import denoiser, noisy


def displacement(r, x_noisy):
    """The arrow starts at x̃ and ends at r(x̃): end minus start."""
    return r(x_noisy) - x_noisy


EXERCISE = pointwise(
    displacement,
    points=2,
    trials=lambda: [
        (denoiser("circle", 0.3), noisy("circle", 0.3, 50)),
        (denoiser("spiral", 0.1), noisy("spiral", 0.1, 30)),
        (denoiser("circle", 0.1), 5 * noisy("circle", 0.1, 1)),  # one long arrow
    ],
    mistakes=[
        ("You return r(x̃), where the arrow ends; the arrow leads there from x̃.", lambda r, x: r(x)),
        ("The sign is flipped: your arrows lead from r(x̃) back to x̃.", lambda r, x: x - r(x)),
        (
            "You made all arrows equally long: their length counts.",
            lambda r, x: normalize(r(x) - x),
        ),
        (
            "A bracket is misplaced: r(x̃ − x̃) asks r about the origin. Ask r about x̃, then subtract x̃.",
            lambda r, x: r(x - x),
        ),
        ("You add x̃ to r(x̃): an arrow is its end minus its start.", lambda r, x: r(x) + x),
    ],
    hints=[
        "An arrow leads from one point to another. Which is its start, and which its end?",
        "The map r is a function: r(x_noisy) gives the ends of all the arrows at once.",
    ],
)
