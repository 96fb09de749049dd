"""An error, split into its part along the circle and its part across it."""

import torch
from torch import Tensor

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def split(error, x):
    """The unit normal points outwards, x/‖x‖; the unit tangent is the normal turned by a right angle. The
    part in the direction of a unit vector is the scalar product with it."""
    normal = x / x.norm(dim=1, keepdim=True)
    tangent = torch.stack([-normal[:, 1], normal[:, 0]], dim=1)
    return torch.stack([(error * tangent).sum(dim=1), (error * normal).sum(dim=1)], dim=1)


def on_circle(radius: float, n: int, seed: int) -> Tensor:
    x = normal(n, 2, seed=seed)
    return radius * x / x.norm(dim=1, keepdim=True)


def turned(parts: Tensor, along: float = 1, across: float = 1) -> Tensor:
    return parts * torch.tensor([along, across])


EXERCISE = pointwise(
    split,
    points=3,
    trials=lambda: [
        (0.1 * normal(50, 2, seed=1), on_circle(1.0, 50, seed=2)),
        (0.3 * normal(30, 2, seed=3), on_circle(0.5, 30, seed=4)),
        (0.2 * normal(40, 2, seed=5), on_circle(2.0, 40, seed=6)),
    ],
    mistakes=[
        ("The two parts are swapped: along comes first.", lambda e, x: split(e, x).flip(1)),
        (
            "x is not made a unit vector: divide it by its length, since the radius need not be 1.",
            lambda e, x: split(e, x) * x.norm(dim=1, keepdim=True),
            lambda e, x: split(e, x) * torch.stack([torch.ones_like(x[:, 0]), x.norm(dim=1)], dim=1),
            lambda e, x: split(e, x) * torch.stack([x.norm(dim=1), torch.ones_like(x[:, 0])], dim=1),
        ),
        ("You divide by ‖x‖² where ‖x‖ belongs.", lambda e, x: split(e, x) / x.norm(dim=1, keepdim=True)),
        (
            "Inwards counts as positive in your answer; outwards should.",
            lambda e, x: turned(split(e, x), across=-1),
            lambda e, x: turned(split(e, x), along=-1, across=-1),
        ),
        (
            "Your tangent points clockwise: the normal (a, b), turned to the left, is (−b, a).",
            lambda e, x: turned(split(e, x), along=-1),
        ),
        ("You return squares, or sizes; the signs are wanted.",
         lambda e, x: split(e, x).square(), lambda e, x: split(e, x).abs()),
        ("You return the error as it is: its parts to the right and up.", lambda e, x: e),
        (
            "You split the point x in place of the error.",
            lambda e, x: split(x, x),
        ),
        (
            "You take the direction of the error for the normal: it is x that says which way is outwards.",
            lambda e, x: split(x, e), lambda e, x: split(e, e),
        ),
    ],
    hints=[
        "At a point of a circle around the origin, outwards is the direction of the point itself: x / ‖x‖. "
        "x.norm(dim=1, keepdim=True) is the length of each row.",
        "The tangent is the normal turned by a right angle: (a, b) becomes (−b, a). The part of a vector "
        "in the direction of a unit vector is their scalar product, (error * direction).sum(dim=1).",
    ],
    imports="import torch",
)  # fmt: skip
