"""Sampling: from a field of arrows to new points of the curve."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor

from . import arguments, seeds
from .arguments import Map
from .corruption import gaussian
from .curve import Curve
from .oracle import PosteriorMean
from .threads import one_thread


def langevin(
    r: Map, sigma: float, start: Tensor, steps: int = 100, alpha: float = 0.2, seed: int | torch.Generator = 0
) -> Tensor:
    """Random walks that follow the arrows: x ← x + α(r(x) − x) + √(2α)·σ·z, with z ~ N(0, I).

    r: the denoiser at the noise level sigma > 0; start: (k, d); alpha in [0, 1]: the share of each
    arrow that a step goes. Returns (steps + 1, k, d). As α → 0, the points in the end follow p_σ.
    Source: Song & Ermon (2019), eq. 4, with ε = 2ασ² and the score (r(x) − x)/σ².
    """
    x, sigma = arguments.points("start", start).detach(), arguments.positive("sigma", sigma)
    steps, alpha = arguments.count("steps", steps), arguments.number("alpha", alpha, least=0, most=1)
    g, visited = seeds.generator(seed, stream=2), [x]
    with torch.no_grad(), one_thread():
        for _ in range(steps):
            x = gaussian(x + alpha * (arguments.apply(r, x) - x), math.sqrt(2 * alpha) * sigma, g)
            visited.append(x)
    return torch.stack(visited)


def levels(high: float, low: float, n: int = 12) -> list[float]:
    """A noise schedule: n ≥ 2 levels from high down to low > 0, each the same ratio below the one before."""
    high, low = arguments.positive("high", high), arguments.positive("low", low)
    n = arguments.count("n", n, least=2)
    if low >= high:
        raise ValueError(f"low must be less than high = {high:g}, got {low!r}")
    return [high * (low / high) ** (k / (n - 1)) for k in range(n)]


def annealed(
    at: Callable[[float], Map],
    sigmas: Sequence[float],
    start: Tensor,
    steps: int = 20,
    seed: int | torch.Generator = 0,
) -> Tensor:
    """Langevin walks at one noise level after the other, from the highest down to the lowest.

    at: for each noise level the denoiser, such as ConditionalDAE.at; start: (k, d); steps: at each
    level. Returns (len(sigmas)·steps + 1, k, d). Source: Song & Ermon (2019), algorithm 1.
    """
    noise_levels(at, sigmas)
    g, visited = seeds.generator(seed, stream=2), arguments.points("start", start).detach().unsqueeze(0)
    for sigma in sigmas:
        walk = langevin(at(sigma), sigma, visited[-1], steps, seed=g)
        visited = torch.cat([visited, walk[1:]])
    return visited


def ddim(at: Callable[[float], Map], sigmas: Sequence[float], start: Tensor) -> Tensor:
    """DDIM: from noise to data without chance, x ← r(x) + (σ'/σ)(x − r(x)) from each level σ to the next, σ'.

    at: for each noise level the denoiser, such as ConditionalDAE.at; sigmas: falling, the last may be 0;
    start: (n, d), with noise of the first level. Returns (len(sigmas), n, d), the start first.
    These are Euler steps along the probability flow. Source: Song, Meng & Ermon (2021), eq. 12 with their
    variance of the noise at 0; Karras et al. (2022), algorithm 1 without its second-order correction.
    """
    noise_levels(at, sigmas)
    visited = [arguments.points("start", start).detach()]
    with torch.no_grad(), one_thread():
        for sigma, lower in pairwise(sigmas):
            guess = arguments.apply(at(sigma), visited[-1])
            visited.append(guess + lower / sigma * (visited[-1] - guess))
    return torch.stack(visited)


def noise_levels(at: Callable[[float], Map], sigmas: Sequence[float]) -> None:
    """Refuses what is no denoiser of every level, and what are no noise levels. TypeError or ValueError."""
    if not callable(at) or hasattr(at, "at"):
        got = arguments.brief(at)
        raise TypeError(f"at must be a function of σ that returns a map, such as model.at, got {got}")
    levels = [arguments.number("sigmas", sigma, least=0) for sigma in sigmas]
    if not levels or 0 in levels[:-1]:
        raise ValueError(f"sigmas must be numbers > 0, of which the last may be 0, got {sigmas!r}")


def gibbs(best: PosteriorMean, start: Tensor, steps: int = 100, seed: int | torch.Generator = 0) -> Tensor:
    """Corrupt x to x̃, draw a new x from the exact posterior p(x | x̃), and so on.

    start: (k, d). Returns (steps + 1, k, d). In the long run the points are uniform on the curve.
    Source: Bengio et al. (2013).
    """
    arguments.instance("best", best, PosteriorMean)
    x = arguments.points("start", start, d=2, finite=True).detach()
    steps = arguments.count("steps", steps)
    g, visited = seeds.generator(seed, stream=2), [x]
    with one_thread():
        for _ in range(steps):
            below = best.posterior(gaussian(x, best.sigma, g).cpu().double()).cumsum(dim=1)
            u = torch.rand(len(x), 1, generator=g) * below[:, -1:]
            x = best.nodes[torch.searchsorted(below, u).squeeze(1)].to(x)
            visited.append(x)
    return torch.stack(visited)


def nearest(x: Tensor, curve: Curve) -> tuple[Tensor, Tensor]:
    """How far points (n, 2) are from the curve, (n,), and where: the fractions of its arc length, (n,).

    Looked up among 4096 evenly spaced points of the curve: first among every fourth and the ends, then around
    the nearest of these. Of two stretches that are equally far away, but for 1e-3, either may be found.
    """
    arguments.instance("curve", curve, Curve)
    u, points = (torch.arange(4096) + 0.5) / 4096, arguments.points("x", x, d=2).cpu().double()
    places, every = curve.at(u, torch.float64), torch.tensor([*range(0, 4096, 4), 4095])
    some = places[every]
    half = some.square().sum(dim=1) / 2
    i = torch.empty(len(x), dtype=torch.long)  # filled in place: small tensors would scatter the memory
    for rows in torch.arange(len(x)).split(64):
        # Of ‖x − p‖²/2 what depends on the place p: −x·p + ‖p‖²/2
        i[rows] = every[torch.addmm(half, points[rows], some.T, alpha=-1).argmin(dim=1)]
    around = (i.unsqueeze(1) + torch.arange(-3, 4)).clamp(0, 4095)
    distances, k = (points.unsqueeze(1) - places[around]).norm(dim=2).min(dim=1)
    return distances.to(x), u[around.gather(1, k.unsqueeze(1)).squeeze(1)]


def unevenness(u: Tensor, bins: int = 20) -> float:
    """How unevenly the fractions u (n,) of a curve's length fill [0, 1]: χ² / (bins − 1), in equal bins.

    About 1, give or take √(2/(bins − 1)), for independent exact samples; less if they are spread more
    evenly than chance spreads them. bins ≥ 2. Source: Pearson (1900).
    """
    bins = arguments.count("bins", bins, least=2)
    counts = torch.histc(arguments.fractions("u", u).cpu().double(), bins, 0, 1)
    expected = len(u) / bins
    return (counts - expected).square().sum().item() / expected / (bins - 1)
