"""A circle turned into R^d: the exact answers with and without σ, and small networks beside them."""

from functools import lru_cache
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.special import i0e, i1e

from .. import seeds
from ..arguments import Map
from ..corruption import Batches
from ..manifolds import named
from ..training import at_each

RANGE = 0.02, 0.5  # of σ, which is uniform in log σ


@lru_cache(maxsize=16)
def turn(d: int) -> Tensor:
    """Two directions at right angles in R^d, by chance, (d, 2): the plane in which the unit circle lies."""
    return torch.linalg.qr(torch.randn(d, 2, generator=torch.Generator().manual_seed(0))).Q


def told(x_noisy: Tensor, sigma: float | Tensor) -> Tensor:
    """r*(x̃) for σ known, a number or (n, 1): (n, d) → (n, d).

    It lies in the plane, in the direction of x̃, as far out as I₁(κ)/I₀(κ) for κ = ‖x̃‖/σ², both measured in
    the plane; I₀ and I₁ are Bessel functions. What lies across the plane is noise.
    """
    plane = x_noisy @ turn(x_noisy.shape[1]).to(x_noisy)
    far = plane.norm(dim=1, keepdim=True)
    return plane / far * radius(far, sigma) @ turn(x_noisy.shape[1]).to(x_noisy).T


def radius(far: Tensor, sigma: float | Tensor) -> Tensor:
    """‖r*‖ for a point that lies so far from the middle."""
    return i1e(far / sigma**2) / i0e(far / sigma**2)


def untold(x_noisy: Tensor, n: int = 256) -> Tensor:
    """The best blind denoiser, the mean of r*_σ(x̃) over p(σ | x̃), at n levels of RANGE: (n, d) → (n, d)."""
    x, frame = x_noisy.double(), turn(x_noisy.shape[1]).double()
    plane, nodes = x @ frame, noise_levels(n)
    far = plane.norm(dim=1, keepdim=True)
    across = x.square().sum(dim=1, keepdim=True) - far.square()
    p = posterior(far, across, x.shape[1], nodes)
    mean = (p * radius(far, nodes)).sum(dim=1, keepdim=True)
    return (plane / far * mean @ frame.T).to(x_noisy)


def noise_levels(n: int) -> Tensor:
    """The middles of n stretches of RANGE, even in log σ: (n,) float64."""
    low, high = RANGE
    return low * (high / low) ** ((torch.arange(n, dtype=torch.float64) + 0.5) / n)


def posterior(far: Tensor, across: Tensor, d: int, nodes: Tensor) -> Tensor:
    """p(σ | x̃) at the levels nodes (k,), even in log σ: (n, k).

    far: (n, 1), how far from the middle x̃ lies in the plane; across: (n, 1), its squared distance to the
    plane, which is σ² times a χ² of d − 2 degrees. The prior is 1/σ²: the loss is divided by σ², and that
    weighs like a prior.
    """
    # p_σ(x̃) ∝ e^{−(far² + 1 + across)/2σ²}·I₀(far/σ²)/σ^d, and i0e(κ) = e^{−κ}·I₀(κ)
    log_density = i0e(far / nodes**2).log() - ((far - 1).square() + across) / (2 * nodes**2) - d * nodes.log()
    return (log_density - 2 * nodes.log()).softmax(dim=1)


def turned(d: int, n: int, seed: int = 0) -> Batches:
    """Endless batches of n points of the circle in R^d, x and x̃ (n, d), and their levels σ (n, 1)."""
    g, circle, (low, high) = torch.Generator().manual_seed(seed), named("circle"), RANGE
    while True:
        x = circle.sample(n, g) @ turn(d).T
        level = low * (high / low) ** torch.rand(n, 1, generator=g)
        yield x, x + level * torch.randn(n, d, generator=g), level


def excess(r: Map, d: int, n: int = 2000, seed: int = 9) -> float:
    """By how much E‖r(x̃) − x‖²/σ² lies above the least value for maps that are told σ, in units of that.

    r: a map (n, d) → (n, d), or a denoiser of every level.
    """
    _, x_noisy, level = next(turned(d, n, seed))
    best = told(x_noisy.double(), level.double())
    with torch.no_grad():
        gap = (at_each(r, level)(x_noisy) - best) / level
    # ‖x‖ = 1, so given x̃ and σ the least error is 1 − ‖r*‖²
    floor = (1 - best.square().sum(dim=1)) / level[:, 0].double() ** 2
    return (gap.square().sum(dim=1).mean() / floor.mean()).item()


class Predictor(nn.Module):
    """A small network in R^d that is told σ, and predicts x, the noise ε, or the velocity v = ε − x.

    Whichever it is, forward turns it into r(x̃, σ). target: "x", "ε" or "v"; width: of three hidden layers.
    Source: Li & He (2025).
    """

    def __init__(self, d: int, target: str, width: int = 64, seed: int = 0):
        super().__init__()
        self.target, sizes = target, [d + 1, width, width, width]
        with seeds.seeded(seed):
            hidden = [layer for a, b in pairwise(sizes) for layer in (nn.Linear(a, b), nn.SiLU())]
            self.net = nn.Sequential(*hidden, nn.Linear(width, d))

    def forward(self, x_noisy: Tensor, sigma: Tensor) -> Tensor:
        """x_noisy: (n, d); sigma: (n, 1). Returns (n, d)."""
        guess = self.net(torch.cat([x_noisy, sigma.log() / 4], dim=1))
        if self.target == "x":
            return guess
        if self.target == "ε":
            return x_noisy - sigma * guess
        t = sigma / (1 + sigma)  # x_t = (1 − t)x + tε = (1 − t)x̃, and x = x_t − tv
        return (1 - t) * x_noisy - t * guess

    def at(self, sigma: float) -> Map:
        return lambda x_noisy: self(x_noisy, x_noisy.new_full((len(x_noisy), 1), sigma))
