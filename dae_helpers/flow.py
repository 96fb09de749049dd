"""Flows: the path from data to noise as velocities, how to walk it in few steps, and what it says of log p.

At the time t in [0, 1] a point of the flow is x_t = (1 − t)x + tε, with ε ~ N(0, I): on another scale the
noisy point x̃ = x_t/(1 − t) of the level σ = t/(1 − t). A velocity is a function v(x_t, t), (n, d) → (n, d);
the best one is v*(x_t) = E[ε − x | x_t] = (x_t − r*_σ(x̃))/t. Source: Lipman et al. (2023) and Liu et al.
(2023), whose time runs the other way, from noise to data.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor

from . import arguments, corruption, fields, seeds
from .arguments import Map
from .corruption import Batches
from .curve import Curve
from .models import ConditionalDAE
from .posterior import Posterior
from .sampling import noise_levels
from .threads import one_thread

Velocity = Callable[[Tensor, float], Tensor]
FIRST = 0.999  # where walks begin: at t = 1, pure noise, σ would be infinite


def velocity(at: Callable[[float], Map], x: Tensor, t: float) -> Tensor:
    """The velocity that a denoiser of every level implies: (x_t − r_σ(x_t/(1 − t)))/t, (n, d) → (n, d).

    at: for each noise level the denoiser, such as ConditionalDAE.at; t in (0, 1).
    functools.partial(velocity, at) is a velocity v(x, t).
    """
    if not 0 < arguments.number("t", t) < 1:
        raise ValueError(f"t must lie between 0 and 1, got {t!r}")
    noise_levels(at, [t / (1 - t)])
    return (x - arguments.apply(at(t / (1 - t)), arguments.points("x", x) / (1 - t), "at(σ)")) / t


def denoiser(v: Velocity, sigma: float) -> Map:
    """The way back: the denoiser of the level sigma > 0 that a velocity implies, r_σ(x̃) = x_t − t·v(x_t, t).

    functools.partial(denoiser, v) is a denoiser of every level, for sampling.ddim.
    """
    t = arguments.positive("sigma", sigma) / (1 + sigma)

    def r(x_noisy: Tensor) -> Tensor:
        x = (1 - t) * x_noisy
        return x - t * v(x, t)

    return r


def matched(network: ConditionalDAE) -> Velocity:
    """The velocity of a network that was told x_t and t in place of x̃ and σ: (x_t − network(x_t, t))/t."""
    return lambda x, t: (x - network(x, t)) / t


def matching(curve: Curve, n: int, seed: int = 0) -> Batches:
    """Flow matching: endless batches of n points x (n, 2), x_t (n, 2) and t (n, 1), uniform in (0, 1).

    On these training.descend teaches a ConditionalDAE r = x_t − t·v by the loss E‖r − x‖²/t², which is flow
    matching's own, E‖v − (ε − x)‖², for r − x = t(ε − x − v).
    Source: Lipman et al. (2023); Liu et al. (2023).
    """
    draws = corruption.pairs(curve, (1, math.e), n, seed)  # log σ is uniform in (0, 1), and serves as t
    return (between(x, (x_noisy - x) / level, level.log()) for x, x_noisy, level in draws)


def coupled(x: Tensor, noise: Tensor, n: int, seed: int = 0) -> Batches:
    """Reflow: batches like those of matching, but each point of x (m, d) has one partner in noise (m, d).

    Partners that a flow leads to each other give a flow with straighter paths. Source: Liu et al. (2023).
    """
    x, noise = arguments.points("x", x), arguments.points("noise", noise)
    if x.shape != noise.shape:
        raise ValueError(f"noise must have the shape of x, {tuple(x.shape)}, got {tuple(noise.shape)}")
    n, g = arguments.count("n", n), seeds.generator(seed)

    def batch() -> tuple[Tensor, Tensor, Tensor]:
        i, t = torch.randint(len(x), (n,), generator=g), torch.rand(n, 1, generator=g)
        return between(x[i], noise[i], t.clamp(min=1e-6))

    return iter(batch, None)


def between(x: Tensor, noise: Tensor, t: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """x, x_t, t: the places x_t at the times t (n, 1) on the straight ways from x (n, d) to noise (n, d)."""
    return x, (1 - t) * x + t * noise, t


def times(n: int) -> list[float]:
    """n steps from FIRST down to 0, shorter and shorter: near the data they must end precisely."""
    n = arguments.count("n", n)
    return [FIRST * (1 - k / n) ** 1.5 for k in range(n + 1)]


def euler(v: Velocity, times: Sequence[float], start: Tensor) -> Tensor:
    """Euler's steps along the flow, one evaluation each: DDIM, on another scale.

    times: falling ones lead to the data, and the last may be 0; start: (n, d). Returns (len(times), n, d).
    """
    return follow(lambda x, t, to: x + (to - t) * v(x, t), times, start)


def heun(v: Velocity, times: Sequence[float], start: Tensor) -> Tensor:
    """Heun's steps: the mean of the velocities at both ends. Two evaluations each, one for a step to t = 0.

    As euler. Source: Karras et al. (2022), algorithm 1, with their s(t) = 1 − t and σ(t) = t/(1 − t).
    """

    def step(x: Tensor, t: float, to: float) -> Tensor:
        here = v(x, t)
        ahead = x + (to - t) * here
        return ahead if to == 0 else x + (to - t) * (here + v(ahead, to)) / 2

    return follow(step, times, start)


def follow(step: Callable[[Tensor, float, float], Tensor], times: Sequence[float], start: Tensor) -> Tensor:
    """All the places visited, (len(times), n, d): step(x, t, t') leads from each time to the next."""
    times = [arguments.number("times", t, least=0, most=1) for t in times]
    if not times or 0 in times[:-1]:
        raise ValueError(f"times must be numbers in (0, 1], of which the last may be 0, got {times}")
    visited = [arguments.points("start", start).detach()]
    with torch.no_grad(), one_thread():
        for t, to in pairwise(times):
            visited.append(step(visited[-1], t, to))
    return torch.stack(visited)


def divergence(v: Velocity, x: Tensor, t: float) -> Tensor:
    """div v: the trace of the Jacobian, for a velocity that torch can differentiate, (n, d) → (n,)."""
    return fields.jacobian(lambda x: v(x, t), x).diagonal(dim1=1, dim2=2).sum(dim=1)


def exact_divergence(at: Callable[[float], Posterior], x: Tensor, t: float) -> Tensor:
    """div v* by ∇r* = Cov(x | x̃)/σ², (n, d) → (n,). at(σ): the exact denoiser."""
    sigma = t / (1 - t)
    gain = at(sigma).covariance(x / (1 - t)).diagonal(dim1=1, dim2=2).sum(dim=1) / sigma**2
    return (x.shape[1] - gain / (1 - t)) / t


def log_density(v: Velocity, divergence: Velocity, x_noisy: Tensor, sigma: float, steps: int = 100) -> Tensor:
    """log p_σ(x̃) along the flow to pure noise: log N(x_1; 0, I) + ∫ div v dt, (n, d) → (n,).

    divergence(x, t): of v, (n, d) → (n,). As x_t = (1 − t)x̃, its density is that of x̃ over (1 − t)^d.
    Source: Chen et al. (2018), the instantaneous change of variables; Song et al. (2021).
    """
    sigma, d = arguments.positive("sigma", sigma), arguments.points("x_noisy", x_noisy).shape[1]
    t = sigma / (1 + sigma)
    up = [t + (1 - t / FIRST) * s for s in reversed(times(steps))]

    def rates(z: Tensor, t: float) -> Tensor:
        return torch.cat([v(z[:, :d], t), divergence(z[:, :d], t).unsqueeze(1)], dim=1)

    z = heun(rates, up, torch.nn.functional.pad((1 - t) * x_noisy, (0, 1)))[-1]
    log_noise = -z[:, :d].square().sum(dim=1) / (2 * FIRST**2) - d * math.log(FIRST * math.sqrt(2 * math.pi))
    return log_noise + z[:, d] + d * math.log(1 - t)
