"""Flows: the velocity is the denoiser under another name, and what is known of its paths comes out."""

import math
from functools import cache, partial

import pytest
import torch

from dae_helpers import corruption, flow, manifolds, models, oracle, sampling, training

CIRCLE, SPIRAL = manifolds.circle(), manifolds.spiral()
NOISE = torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
at = cache(partial(oracle.PosteriorMean, SPIRAL))
exact = partial(flow.velocity, at)


def gaussian(s):
    """The best denoisers of x ~ N(0, s²I)."""
    return lambda sigma: lambda x: x * s**2 / (s**2 + sigma**2)


@pytest.mark.parametrize("n", [1, 3, 16])
def test_eulers_steps_of_the_flow_are_ddims(n):
    times = flow.times(n)
    walk = flow.euler(exact, times, NOISE.double())
    levels = [t / (1 - t) for t in times]
    ddim = sampling.ddim(at, levels, NOISE.double() / (1 - times[0]))
    scaled = torch.stack([(1 - t) * x for t, x in zip(times, ddim)])
    torch.testing.assert_close(walk, scaled, atol=1e-5, rtol=0)


def test_the_velocity_is_the_mean_of_noise_less_data():
    """Among the noise and the data that meet near one place at one time."""
    t, place = 0.5, torch.tensor([[0.3, -0.2]])
    x, noise = (
        SPIRAL.sample(400_000, seed=1),
        torch.randn(400_000, 2, generator=torch.Generator().manual_seed(2)),
    )
    _, met, _ = flow.between(x, noise, torch.full((len(x), 1), t))
    near = (met - place).norm(dim=1) < 0.05
    mean = (noise - x)[near].mean(dim=0)
    torch.testing.assert_close(exact(place, t)[0], mean, atol=0.06, rtol=0)


def test_a_denoiser_and_its_velocity_are_two_names_of_one_map():
    network = models.ConditionalDAE(seed=3)
    for sigma in (0.05, 1.0, 20.0):
        back = flow.denoiser(partial(flow.velocity, network.at), sigma)
        torch.testing.assert_close(back(NOISE), network.at(sigma)(NOISE), atol=1e-5, rtol=1e-5)


def test_for_gaussian_data_the_flow_scales_and_heun_comes_much_nearer_to_it():
    """x_t is spread by √((1 − t)²s² + t²), and each point keeps its share of that."""
    s, times = 0.5, [0.9 - 0.1 * k for k in range(7)]
    first, last = (math.hypot((1 - t) * s, t) for t in (times[0], times[-1]))
    v = partial(flow.velocity, gaussian(s))
    ends = [walk(v, times, NOISE)[-1] for walk in (flow.euler, flow.heun)]
    euler, heun = ((end - NOISE * last / first).norm().item() for end in ends)
    assert heun < 0.004 * NOISE.norm() < 0.02 * NOISE.norm() < euler


def test_heun_asks_twice_a_step_and_once_for_the_last():
    asked = []

    def v(x, t):
        asked.append(t)
        return 0 * x

    flow.heun(v, [0.8, 0.4, 0.2, 0], NOISE)
    assert asked == [0.8, 0.4, 0.4, 0.2, 0.2]
    asked.clear()
    flow.euler(v, [0.8, 0.4, 0.2, 0], NOISE)
    assert asked == [0.8, 0.4, 0.2]


def test_one_evaluation_gives_the_mean_of_the_data():
    end = flow.euler(exact, flow.times(1), NOISE)[-1]
    torch.testing.assert_close(end, SPIRAL.points(10_000).mean(dim=0).expand(500, 2), atol=2e-3, rtol=0)


def test_flow_matchings_batches_are_data_noise_and_a_time_between():
    x, met, t = next(flow.matching(CIRCLE, 4096, seed=1))
    noise = (met - (1 - t) * x) / t
    assert x.norm(dim=1).sub(1).abs().max() < 1e-4
    assert (t.min() > 0, t.max() < 1) == (True, True)
    assert t.mean().item() == pytest.approx(0.5, abs=0.01)
    late = (t > 0.1).squeeze(1)
    assert noise[late].std().item() == pytest.approx(1, abs=0.02)
    assert torch.cat([x, noise, t], dim=1)[late].T.corrcoef().fill_diagonal_(0).abs().max() < 0.03


def test_the_trainings_loss_is_flow_matchings():
    """‖r − x‖²/t² = ‖v − (ε − x)‖² for r = x_t − t·v."""
    network = models.ConditionalDAE(seed=1)
    x, met, t = batch = next(flow.matching(CIRCLE, 256))
    with torch.no_grad():
        wanted = (flow.matched(network)(met, t) - (met - x) / t).square().sum(dim=1).mean().item()
    (state,) = training.descend(network, iter([batch]), 1)
    assert state.loss == pytest.approx(wanted, rel=1e-4)


def test_flow_matching_learns_the_exact_velocity():
    network = models.ConditionalDAE(seed=0)
    for _ in training.descend(network, flow.matching(CIRCLE, 512), 150):
        pass
    v = flow.matched(network)
    for sigma in (0.1, 0.5, 2.0):
        assert oracle.excess_risk(flow.denoiser(v, sigma), CIRCLE, sigma, n=4000) < 0.05


def test_reflow_keeps_partners_together():
    x, noise = SPIRAL.sample(50), NOISE[:50]
    data, met, t = next(flow.coupled(x, noise, n=300))
    ends = (met - (1 - t) * data) / t
    partner = {tuple(row): k for k, row in enumerate(x.tolist())}
    wanted = noise[[partner[tuple(row)] for row in data.tolist()]]
    late = (t > 0.1).squeeze(1)
    torch.testing.assert_close(ends[late], wanted[late], atol=1e-4, rtol=0)


@pytest.mark.parametrize("sigma", [0.1, 0.3])
def test_along_the_flow_log_p_is_the_oracles(sigma):
    x = corruption.gaussian(SPIRAL.sample(60, seed=3), sigma, seed=4)
    along = flow.log_density(exact, partial(flow.exact_divergence, at), x, sigma)
    torch.testing.assert_close(along, at(sigma).log_density(x), atol=0.01, rtol=0)


def test_the_trace_of_a_velocitys_jacobian_is_its_divergence():
    """For N(0, s²I) in five dimensions the velocity is linear: v = ((1 + s²)t − s²)x/((1 − t)²s² + t²)."""
    s, t, x = 0.5, 0.3, torch.randn(20, 5, generator=torch.Generator().manual_seed(1))
    v = partial(flow.velocity, gaussian(s))
    slope = ((1 + s**2) * t - s**2) / ((1 - t) ** 2 * s**2 + t**2)
    torch.testing.assert_close(v(x, t), slope * x)
    torch.testing.assert_close(flow.divergence(v, x, t), torch.full((20,), 5 * slope))
    by_cov = flow.exact_divergence(at, NOISE[:50], 0.3)
    step = 1e-3 * torch.eye(2, dtype=torch.float64)
    x = NOISE[:50].double()
    slopes = sum((exact(x + e, 0.3) - exact(x - e, 0.3))[:, k] / 2e-3 for k, e in enumerate(step))
    torch.testing.assert_close(by_cov.double(), slopes, atol=0.02, rtol=1e-3)
