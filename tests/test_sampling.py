"""Sampling: what comes out is near the curve and covers it evenly, or not, just as theory says."""

import itertools
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dae_helpers import corruption, fields, manifolds, oracle, sampling

CIRCLE, SPIRAL = manifolds.circle(), manifolds.spiral()
NOISE = 0.6 * torch.randn(1000, 2, generator=torch.Generator().manual_seed(0))


def unevenness(x, curve):
    return sampling.unevenness(sampling.nearest(x, curve)[1])


def exact(curve):
    return lambda sigma: oracle.best(curve, sigma)


def to_the_origin(x):
    return 0 * x


def test_without_noise_the_walk_is_the_path_along_the_arrows():
    walk = sampling.langevin(to_the_origin, 1e-12, NOISE, steps=3, alpha=1.0)
    assert torch.allclose(walk, fields.path(to_the_origin, NOISE, steps=3), atol=1e-9)
    assert walk.shape == (4, 1000, 2)


@pytest.mark.parametrize("alpha", [0.05, 0.2, 0.5])
def test_a_walk_around_one_point_has_the_variance_that_theory_gives(alpha):
    """For r = 0 the walk is x ← (1 − α)x + √(2α)·σ·z, at rest at the variance σ²/(1 − α/2)."""
    walk = sampling.langevin(to_the_origin, 0.3, NOISE, steps=400, alpha=alpha)
    assert walk[100:].var().item() == pytest.approx(0.3**2 / (1 - alpha / 2), rel=0.01)


def test_one_step_is_the_formula():
    best, alpha, sigma = oracle.PosteriorMean(CIRCLE, 0.1), 0.3, 0.1
    g = torch.Generator().manual_seed(5)
    z = torch.randn(1000, 2, generator=torch.Generator().manual_seed(5))
    wanted = NOISE + alpha * (best(NOISE) - NOISE) + math.sqrt(2 * alpha) * sigma * z
    assert torch.allclose(sampling.langevin(best, sigma, NOISE, 1, alpha, g)[1], wanted, atol=1e-6)


def test_langevin_with_little_noise_leaves_the_crowds_where_they_began():
    walk = sampling.langevin(oracle.PosteriorMean(SPIRAL, 0.02), 0.02, NOISE[:500], steps=60)
    assert unevenness(walk[-1], SPIRAL) > 5


def test_annealed_samples_are_as_near_and_as_even_as_exact_ones():
    x = sampling.annealed(exact(SPIRAL), sampling.levels(0.5, 0.02), NOISE, seed=1)[-1]
    distances, places = sampling.nearest(x, SPIRAL)
    wanted = sampling.nearest(corruption.gaussian(SPIRAL.sample(1000, seed=1), 0.02, seed=2), SPIRAL)[0]
    assert distances.mean().item() == pytest.approx(wanted.mean().item(), rel=0.12)
    assert sampling.unevenness(places) < 2


def test_annealed_walks_go_through_the_levels_in_turn():
    asked = []

    def at(sigma):
        asked.append(sigma)
        return to_the_origin

    walk = sampling.annealed(at, [0.5, 0.2, 0.1], NOISE[:7], steps=4, seed=3)
    assert asked == [0.5, 0.2, 0.1]
    assert walk.shape == (13, 7, 2)
    assert torch.equal(walk[0], NOISE[:7])
    assert torch.equal(walk[:5], sampling.langevin(to_the_origin, 0.5, NOISE[:7], steps=4, seed=3))


def test_ddim_around_one_point_keeps_of_the_noise_what_the_levels_say():
    """For r = 0 a step is x ← (σ'/σ)x, whatever lies between: 0 at the level 0, in any dimension."""
    start = torch.randn(20, 5, generator=torch.Generator().manual_seed(1))
    visited = sampling.ddim(lambda sigma: to_the_origin, [2.0, 0.7, 0.5, 0], start)
    assert visited.shape == (4, 20, 5)
    torch.testing.assert_close(visited, start * torch.tensor([1, 0.35, 0.25, 0]).view(4, 1, 1))


def test_ddim_follows_the_probability_flow():
    """For x ~ N(0, s²I) the flow dx/dσ = (x − r(x))/σ leads from x at σ₀ to x·√((s² + σ²)/(s² + σ₀²))."""
    s, sigmas = 0.5, sampling.levels(2.0, 0.1, 400)
    x = sampling.ddim(lambda sigma: lambda x: x * s**2 / (s**2 + sigma**2), sigmas, NOISE)[-1]
    wanted = NOISE * math.sqrt((s**2 + 0.1**2) / (s**2 + 2.0**2))
    torch.testing.assert_close(x, wanted, atol=0, rtol=0.01)


def test_ddim_samples_lie_on_the_curve_and_cover_it():
    start = CIRCLE.sample(1000, seed=3) + 2 * torch.randn(1000, 2, generator=torch.Generator().manual_seed(4))
    distances, places = sampling.nearest(
        sampling.ddim(exact(CIRCLE), [*sampling.levels(2.0, 0.02, 30), 0], start)[-1], CIRCLE
    )
    assert distances.max() < 0.002
    assert sampling.unevenness(places) < 2


def test_levels_fall_by_the_same_ratio():
    sigmas = sampling.levels(0.5, 0.02, n=5)
    assert (sigmas[0], sigmas[-1], len(sigmas)) == (0.5, pytest.approx(0.02), 5)
    assert [b / a for a, b in itertools.pairwise(sigmas)] == pytest.approx([(0.04) ** 0.25] * 4)


def test_corrupt_and_draw_covers_the_curve_evenly_from_one_place():
    start = SPIRAL.points(2)[:1].repeat(1000, 1)
    x = sampling.gibbs(oracle.PosteriorMean(SPIRAL, 0.4), start, steps=60)[-1]
    distances, places = sampling.nearest(x, SPIRAL)
    assert distances.max() < 0.003
    assert sampling.unevenness(places) < 2


def test_corrupt_and_draw_draws_from_the_posterior():
    best, place = oracle.PosteriorMean(CIRCLE, 0.3), torch.tensor([[1.0, 0.0]])
    start, twins = place.repeat(20_000, 1), [torch.Generator().manual_seed(2) for _ in range(2)]
    draws = sampling.gibbs(best, start, steps=1, seed=twins[0])[1]
    noisy = corruption.gaussian(start, 0.3, seed=twins[1])
    assert (draws - best(noisy)).mean(dim=0).norm() < 0.01
    spread = (draws - best(noisy)).square().sum(dim=1).mean().item()
    p = best.posterior(noisy[:2000])
    variance = p @ best.nodes.square().sum(dim=1).float() - (p @ best.nodes.float()).square().sum(dim=1)
    assert spread == pytest.approx(variance.mean().item(), rel=0.05)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_the_nearest_places_are_found_in_any_precision(dtype):
    distances, places = sampling.nearest(torch.tensor([[0.5, 0.0], [0.0, -2.0]], dtype=dtype), CIRCLE)
    assert distances.dtype == dtype
    torch.testing.assert_close(distances.double(), torch.tensor([0.5, 1.0]).double(), atol=0.01, rtol=0)
    assert sampling.unevenness(places.to(dtype), bins=4) == pytest.approx(2 / 3)


@given(angle=st.floats(0, 6.28), radius=st.floats(0.1, 3))
def test_nearest_on_the_circle_is_known(angle, radius):
    x = radius * torch.tensor([[math.cos(angle), math.sin(angle)]])
    distances, places = sampling.nearest(x, CIRCLE)
    assert distances.item() == pytest.approx(abs(radius - 1), abs=1e-3)
    gap = abs(places.item() - angle / (2 * math.pi))
    assert min(gap, 1 - gap) < 2e-4


def test_unevenness_is_about_one_for_exact_samples_and_none_for_even_ones():
    values = [unevenness(SPIRAL.sample(1000, seed), SPIRAL) for seed in range(40)]
    assert sum(values) / 40 == pytest.approx(1, abs=0.15)
    assert unevenness(SPIRAL.points(1000), SPIRAL) < 0.05
    assert unevenness(SPIRAL.points(1000)[:500], SPIRAL) > 20


def test_unevenness_of_all_points_in_one_bin_is_the_number_of_points_but_for_a_factor():
    """χ² = n(bins − 1) if all n points lie in one bin."""
    assert sampling.unevenness(torch.full((100,), 0.01), bins=10) == pytest.approx(100)
