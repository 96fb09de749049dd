"""How strongly one layer of sigmoids follows the image."""

from torch import Tensor

from ...stage.pointwise import pointwise
from ...stage.statistics import normal


def contraction(h, w):
    """∂hⱼ/∂x = hⱼ(1 − hⱼ) Wⱼ, a multiple of row j of W. Its squared length is (hⱼ(1 − hⱼ))² ‖Wⱼ‖², and
    ‖J‖²_F is the sum of these over the units. Rifai et al. (2011)."""
    return (h * (1 - h)).square() @ w.square().sum(dim=1)


def code(n: int, units: int) -> Tensor:
    return normal(n, units, seed=1).requires_grad_().sigmoid()


EXERCISE = pointwise(
    contraction,
    points=5,
    trials=lambda: [(code(20, 6), normal(6, 9, seed=2)), (code(15, 4), normal(4, 7, seed=3))],
    mistakes=[
        ("The factor h(1 − h) should be squared, as ‖Wⱼ‖ is.",
         lambda h, w: (h * (1 - h)) @ w.square().sum(dim=1)),
        ("You return ‖J‖; its square is wanted.",
         lambda h, w: ((h * (1 - h)).square() @ w.square().sum(dim=1)).sqrt()),
        ("The slope of the sigmoid is missing: J is more than W.",
         lambda h, w: w.square().sum().expand(len(h)), lambda h, w: h.square() @ w.square().sum(dim=1)),
        ("You return the mean over the units; the Frobenius norm sums over them.",
         lambda h, w: ((h * (1 - h)).square() @ w.square().sum(dim=1)) / h.shape[1]),
        ("Here h is the sigmoid's value already: its slope is h(1 − h), without another sigmoid.",
         lambda h, w: (h.sigmoid() * (1 - h.sigmoid())).square() @ w.square().sum(dim=1)),
        ("You take the length of each row of W where its square is wanted.",
         lambda h, w: (h * (1 - h)).square() @ w.norm(dim=1)),
    ],
    hints=[
        "The derivative of the sigmoid, written with its value h, is h(1 − h).",
        "Row j of the Jacobian is hⱼ(1 − hⱼ) times row j of W. Which is its squared length?",
        "Sum the squares of W over dim=1, once for all images; then one matrix product sums over the units.",
    ],
)  # fmt: skip
