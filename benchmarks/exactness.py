"""Whether the exact answer is exact, and what it costs."""

import math
from statistics import median

import numpy as np
import torch
from torch import Tensor

from dae_helpers import manifolds
from dae_helpers.corruption import gaussian
from dae_helpers.curve import Curve
from dae_helpers.oracle import PosteriorMean

from .report import table
from .timing import timed

SIGMAS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


def run(quick: bool) -> str:
    torch.set_num_threads(1)
    spiral, rows = manifolds.spiral(), []
    for sigma in (0.05, 0.5) if quick else SIGMAS:
        near, far = largest_errors(square(40), sigma), largest_errors(ring(400), sigma)
        rows.append([sigma, *near, *far, milliseconds(spiral, sigma)])
        print(f"exactness: σ = {sigma}: error of the mean {far[0]:.1e}", flush=True)
    return table(
        "The exact answer",
        "The largest errors in the square [−1.5, 1.5]² and from there out to a distance of 10, against "
        "Bessel functions on the circle and a four times finer quadrature of the spiral's formula: of the "
        "posterior mean and of the log density; and milliseconds for 10 000 corrupted points of the spiral.",
        ["σ", "mean, square", "log density, square", "mean, out to 10", "log density, out to 10", "ms"],
        rows,
    )


def largest_errors(x: Tensor, sigma: float) -> tuple[float, float]:
    """The largest errors on the circle and the spiral: of the mean and the log density."""
    pairs = [
        (PosteriorMean(manifolds.circle(), sigma), circle_formula(x, sigma)),
        (PosteriorMean(manifolds.spiral(), sigma), spiral_finer(x, sigma)),
    ]
    gaps = [((best(x) - mean).norm(dim=1), best.log_density(x) - log_p) for best, (mean, log_p) in pairs]
    mean, log_p = (max(gap.abs().max().item() for gap in each) for each in zip(*gaps))
    return mean, log_p


def square(n: int) -> Tensor:
    """n × n points over [−1.5, 1.5]² in float64; n is even, so that the origin isn't one of them."""
    ticks = torch.linspace(-1.5, 1.5, n, dtype=torch.float64)
    return torch.cartesian_prod(ticks, ticks)


def ring(n: int) -> Tensor:
    """n points from 1.5 to 10 away from the origin, along a spiral of their own, in float64."""
    radius = torch.linspace(1.5, 10, n, dtype=torch.float64).unsqueeze(1)
    turn = 2.4 * torch.arange(n, dtype=torch.float64)  # radians: the golden angle
    return radius * torch.stack([turn.cos(), turn.sin()], dim=1)


def circle_formula(x: Tensor, sigma: float) -> tuple[Tensor, Tensor]:
    """r*(x) = I₁(κ)/I₀(κ) · x/‖x‖ with κ = ‖x‖/σ², and log p_σ(x), on the circle of radius 1."""
    radius = x.norm(dim=1)
    i0, i1 = (bessel(radius / sigma**2) for bessel in (torch.special.i0e, torch.special.i1e))
    log_p = -((radius - 1) ** 2) / (2 * sigma**2) + i0.log() - math.log(2 * math.pi * sigma**2)
    return (i1 / i0 / radius).unsqueeze(1) * x, log_p


def spiral_finer(x: Tensor, sigma: float) -> tuple[Tensor, Tensor]:
    """The posterior mean and log density on spiral(turns=2), with about four times the oracle's nodes.

    Eight Gauss–Legendre nodes a panel. Half of the panels crowd at the ends, down to slivers: there lies
    all of the posterior of a far point.
    """
    panels = len(PosteriorMean(manifolds.spiral(), sigma).nodes) // 2
    edges = torch.linspace(0, 1, panels // 2 + 1, dtype=torch.float64)
    crowd = edges[1] * torch.logspace(-7, 0, panels // 4 + 1, dtype=torch.float64)[:-1]
    edges = torch.cat([edges[:1], crowd, edges[1:-1], 1 - crowd.flip(0), edges[-1:]])
    gauss, weights = (torch.from_numpy(a) for a in np.polynomial.legendre.leggauss(8))
    half = edges.diff().unsqueeze(1) / 2
    t = (edges[:-1].unsqueeze(1) + half * (1 + gauss)).flatten()
    radius, angle = 0.25 + t, 4 * torch.pi * t
    nodes = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    speed = (1 + (4 * torch.pi * radius) ** 2).sqrt()
    mass = (half * weights).flatten() * speed
    log_weights = (mass / mass.sum()).log()
    means, log_ps = [], []
    for block in x.split(max(1, 10**6 // len(nodes))):
        logits = log_weights - (block[:, None] - nodes).square().sum(dim=2) / (2 * sigma**2)
        means.append(logits.softmax(dim=1) @ nodes)
        log_ps.append(logits.logsumexp(dim=1) - math.log(2 * math.pi * sigma**2))
    return torch.cat(means), torch.cat(log_ps)


def milliseconds(curve: Curve, sigma: float) -> float:
    """Milliseconds for 10 000 corrupted points, nodes and all."""
    x = gaussian(curve.sample(10_000), sigma)
    return 1000 * median(timed(lambda: PosteriorMean(curve, sigma)(x))[0] for _ in range(5))
