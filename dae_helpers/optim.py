"""Optimisers: Adam, as torch has it but without its compiler, and Muon."""

from collections.abc import Callable, Sequence
from inspect import unwrap

import torch
from torch import Tensor


def lean(kind: type[torch.optim.Optimizer]) -> Callable[..., torch.optim.Optimizer]:
    """An optimiser of torch's that gives the same numbers, step by step.

    At its first use torch's own loads the compiler for decorations that do nothing here: 75 MB and more
    than a second, in every student's kernel. So the methods are taken from beneath them.
    """
    methods = {name: unwrap(getattr(kind, name)) for name in ("add_param_group", "zero_grad", "step")}
    return type(kind.__name__, (kind,), methods | {"step": torch.no_grad()(methods["step"])})


Adam = lean(torch.optim.Adam)
MOMENTUM = 0.9  # Muon's: the share of the past in its average of gradients


class Muon:
    """Descent by steps that are equally long in all directions, for the matrices between hidden layers.

    A gradient mostly consists of a few directions, in which the loss is steep; what is still to be learned
    lies in the others. So its directions are kept, and their lengths made equal.
    matrices: parameters (m, n). Source: Jordan et al. (2024).
    """

    def __init__(self, matrices: Sequence[Tensor]):
        self.averages = {w: torch.zeros_like(w) for w in matrices}

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One step, as long as rate in each direction."""
        for w, average in self.averages.items():
            if w.grad is not None:
                average.lerp_(w.grad, 1 - MOMENTUM)
                ahead = w.grad.lerp(average, MOMENTUM)  # a step further on, as Nesterov looks
                w.sub_(orthogonalized(ahead), alpha=rate)


def orthogonalized(g: Tensor) -> Tensor:
    """For g = U·S·Vᵀ, (m, n), nearly U·Vᵀ: its directions, but equally long.

    Each step x ← ax + b(xxᵀ)x + c(xxᵀ)²x takes the singular values nearer to 1. After three of them those
    that were above ‖g‖/60 lie between 0.6 and 1.21, and what is only noise is still small; five train no
    better. Source: Jordan et al. (2024).
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g / (g.norm() + 1e-12)
    for _ in range(3):
        square = x @ x.T
        x = torch.addmm(x, torch.addmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return x
