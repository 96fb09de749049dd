"""The exact denoiser, held against closed forms, against brute force, and against its rivals."""

import math
from itertools import product

import numpy as np
import pytest
import torch

from dae_helpers import corruption, fields, manifolds, models, oracle, training
from dae_helpers.oracle import PosteriorMean

LINE, CIRCLE, SPIRAL = manifolds.line(2), manifolds.circle(), manifolds.spiral()
DRAWN = manifolds.through([[-1.2, 0.1], [-0.5, 0.9], [0.0, -0.4], [0.6, 0.8], [1.2, -0.9]])
SIGMAS = pytest.mark.parametrize("sigma", [0.01, 0.03, 0.1, 0.3, 1.0, 2.0])
TICKS = torch.linspace(-1.6, 1.6, 13, dtype=torch.float64)
GRID = torch.cartesian_prod(TICKS, TICKS)
every_curve = pytest.mark.parametrize(
    "curve", [LINE, CIRCLE, SPIRAL, DRAWN], ids=["line", "circle", "spiral", "drawn"]
)

STAR = manifolds.named("star")
ZIGZAG = manifolds.through([[k / 50 - 0.6, 0.03 * (-1.0) ** k] for k in range(61)])


def bessel_ratio(kappa):
    """I₁(κ)/I₀(κ); the common factor e^{−κ} keeps both finite."""
    return torch.special.i1e(kappa) / torch.special.i0e(kappa)


def noisy(curve, sigma, n=20_000, seed=1, dtype=torch.float32):
    g = torch.Generator().manual_seed(seed)
    x = curve.sample(n, g).to(dtype)
    return x, corruption.gaussian(x, sigma, g)


def share_of_noise_left(curve, sigma):
    """ρ = MMSE / 2σ²: 1 for the identity."""
    return PosteriorMean(curve, sigma).mmse() / (2 * sigma**2)


# Closed forms and brute force


@SIGMAS
@pytest.mark.parametrize("radius", [1.0, 0.6])
def test_on_a_circle_the_oracle_is_a_ratio_of_bessel_functions(sigma, radius):
    x = GRID[GRID.norm(dim=1) > 0]
    norm = x.norm(dim=1, keepdim=True)
    expected = radius * bessel_ratio(radius * norm / sigma**2) * x / norm
    found = PosteriorMean(manifolds.circle(radius), sigma)(x)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


@SIGMAS
def test_on_a_segment_the_oracle_is_the_mean_of_a_truncated_gaussian(sigma):
    x = GRID[GRID[:, 0] >= 0, 0]
    # Of N(x, σ²) cut off at ±1, with α = (−1 − x)/σ and β = (1 − x)/σ: x + σ(φ(α) − φ(β))/(Φ(β) − Φ(α)),
    # in logarithms, as far out all four are tiny.
    a, b = (-1 - x) / sigma, (1 - x) / sigma
    log_mass = torch.special.log_ndtr(b) + torch.log1p(
        -(torch.special.log_ndtr(a) - torch.special.log_ndtr(b)).exp()
    )
    phi_a, phi_b = ((-z * z / 2 - log_mass).exp() / math.sqrt(2 * math.pi) for z in (a, b))
    best = PosteriorMean(LINE, sigma)
    found = best(GRID[GRID[:, 0] >= 0])
    torch.testing.assert_close(found[:, 0], x + sigma * (phi_a - phi_b), atol=1e-5, rtol=0)
    assert found[:, 1].abs().max() < 1e-12
    mirrored = best(-GRID[GRID[:, 0] >= 0])
    torch.testing.assert_close(mirrored, -found, atol=1e-9, rtol=0)


def by_every_segment(curve, sigma, x):
    """The posterior means (n, 2) and log densities (n,) by Gauss–Legendre nodes on each segment."""
    few_or_many = 24 if sigma < 0.1 else 3
    t, w = (torch.from_numpy(each) for each in np.polynomial.legendre.leggauss(few_or_many))
    means, log_densities = [], []
    for point in x:
        seen = curve.vertices - point
        squares = seen.square().sum(dim=1)
        # Those that matter: a segment is shorter than 0.001.
        near = (squares.sqrt() - 0.001).clamp(min=0).square() < squares.min() + 90 * sigma**2
        near = near[:-1] | near[1:]
        nodes = torch.lerp(seen[:-1][near, None], seen[1:][near, None], ((1 + t) / 2)[:, None]).flatten(0, 1)
        weights = (w / 2 / (len(seen) - 1)).repeat(int(near.sum()))
        joint = weights * ((squares.min() - nodes.square().sum(dim=1)) / (2 * sigma**2)).exp()
        means.append(point + joint @ nodes / joint.sum())
        log_densities.append(joint.sum().log() - squares.min() / (2 * sigma**2))
    return torch.stack(means), torch.stack(log_densities) - math.log(2 * math.pi * sigma**2)


@pytest.mark.parametrize(
    ("curve", "sigma"), [*product([LINE, SPIRAL, STAR], [0.01, 0.1, 1.0]), *product([ZIGZAG], [0.03, 0.3])]
)
def test_near_and_far_the_oracle_is_what_every_segment_of_the_curve_gives(curve, sigma):
    g = torch.Generator().manual_seed(6)
    turn = 2 * math.pi * torch.rand(8, generator=g, dtype=torch.float64)
    directions = torch.stack([turn.cos(), turn.sin()], dim=1)
    near = corruption.gaussian(curve.sample(8, g), sigma, g).double()
    best = PosteriorMean(curve, sigma)
    for x, within in [
        (near, 1e-4),
        (1.5 * directions, 1e-3),
        (3 * directions, 2e-3),
        (10 * directions, 1e-2),
    ]:
        mean, log_density = by_every_segment(curve, sigma, x)
        error = 2e-5 if curve is ZIGZAG else 1e-5
        torch.testing.assert_close(best(x), mean, atol=error, rtol=0)
        torch.testing.assert_close(best.score(x), (mean - x) / sigma**2, atol=error / sigma**2, rtol=0)
        torch.testing.assert_close(best.log_density(x), log_density, atol=within, rtol=0)


def test_the_density_around_a_circle_is_that_of_its_formula():
    # p_σ(x) = e^{−(ρ² + R²)/2σ²} I₀(Rρ/σ²) / 2πσ², with ρ = ‖x‖.
    rho, variance = GRID.norm(dim=1), 0.3**2
    expected = -((rho - 1) ** 2) / (2 * variance) + torch.special.i0e(rho / variance).log()
    expected -= math.log(2 * math.pi * variance)
    torch.testing.assert_close(PosteriorMean(CIRCLE, 0.3).log_density(GRID), expected, atol=1e-6, rtol=0)


# The Jacobian


@every_curve
@pytest.mark.parametrize("sigma", [0.05, 0.3])
def test_the_jacobian_of_the_oracle_is_symmetric_and_never_turns_a_step_round(curve, sigma):
    found = fields.jacobian(PosteriorMean(curve, sigma), GRID)
    torch.testing.assert_close(found, found.mT, atol=1e-8, rtol=1e-8)
    assert torch.linalg.eigvalsh(found).min() > -1e-8


def test_on_the_circle_the_jacobian_keeps_the_tangent_and_removes_the_normal():
    x, tangent = CIRCLE.points(36).double(), CIRCLE.tangent(36).double()
    found = fields.jacobian(PosteriorMean(CIRCLE, 0.03), x)
    along = torch.einsum("ki,kij,kj->k", tangent, found, tangent)
    across = torch.einsum("ki,kij,kj->k", x, found, x)
    torch.testing.assert_close(along, torch.ones_like(along), atol=0.002, rtol=0)
    assert across.abs().max() < 0.002


@every_curve
def test_the_least_error_is_the_variance_times_the_mean_divergence(curve):
    best = PosteriorMean(curve, 0.1)
    divergence = fields.jacobian(best, noisy(curve, 0.1, 4000)[1]).diagonal(dim1=1, dim2=2).sum(dim=1)
    standard_error = divergence.std().item() / math.sqrt(4000)
    assert best.mmse() / 0.1**2 == pytest.approx(divergence.mean().item(), abs=4 * standard_error)


# The least error


@every_curve
def test_half_the_noise_can_never_be_removed(curve):
    assert share_of_noise_left(curve, 0.005) == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize(("sigma", "rho"), [(0.03, 0.498), (0.05, 0.497), (0.1, 0.559), (0.2, 0.757)])
def test_on_the_spiral_more_noise_stays_as_soon_as_it_reaches_the_next_arm(sigma, rho):
    assert share_of_noise_left(SPIRAL, sigma) == pytest.approx(rho, abs=0.004)


@pytest.mark.parametrize("sigma", [0.02, 0.05, 0.1])
def test_on_a_segment_all_the_noise_across_it_goes_and_the_ends_save_a_little_more(sigma):
    assert PosteriorMean(LINE, sigma).mmse() / sigma**2 == pytest.approx(1 - 0.903 * sigma, abs=0.002)


@pytest.mark.parametrize("sigma", [0.1, 0.3, 0.5, 0.7, 1.0])
def test_the_least_error_on_the_circle_is_one_minus_the_mean_square_of_the_oracle(sigma):
    # MMSE = 1 − E[(I₁/I₀)²], and ρ = ‖x̃‖ has Rice's density ρ/σ² e^{−(ρ² + 1)/2σ²} I₀(ρ/σ²).
    rho = torch.linspace(0, 1 + 10 * sigma, 100_001, dtype=torch.float64)
    kappa = rho / sigma**2
    density = kappa * (-((rho - 1) ** 2) / (2 * sigma**2)).exp() * torch.special.i0e(kappa)
    expected = 1 - torch.trapezoid(density * bessel_ratio(kappa) ** 2, rho).item()
    assert PosteriorMean(CIRCLE, sigma).mmse() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("curve", [SPIRAL, pytest.param(STAR, marks=pytest.mark.slow)])
def test_the_least_error_is_right_to_a_hundred_thousandth(curve):
    # MMSE = E‖x‖² − E‖r*(x̃)‖², averaged over the place on the curve and over both coordinates of the noise.
    best, sigma = PosteriorMean(curve, 0.2), 0.2
    ticks = torch.linspace(-5, 5, 21, dtype=torch.float64)
    noise = torch.cartesian_prod(ticks, ticks)
    chance = (-noise.square().sum(dim=1) / 2).softmax(dim=0)
    nodes, weights = oracle.quadrature.along(curve, 4 * sigma)
    squares = torch.stack([chance @ best(x + sigma * noise).square().sum(dim=1) for x in nodes])
    expected = weights @ (nodes.square().sum(dim=1) - squares)
    assert best.mmse() == pytest.approx(expected.item(), rel=1e-5)


def nearest_point(curve):
    nodes = curve.points(2000)
    return lambda x: nodes[torch.cdist(x, nodes).argmin(dim=1)]


def rivals(curve, sigma):
    best = PosteriorMean(curve, sigma)
    return {
        "identity": lambda x: x,
        "nearest point": nearest_point(curve),
        "scaled": lambda x: 0.95 * x,
        "mean": lambda x: curve.points(2000).mean(dim=0).expand_as(x),
        "half the arrow": lambda x: x + (best(x) - x) / 2,
        "nudged": lambda x: best(x) + 0.1 * sigma,
        "another sigma": PosteriorMean(curve, 1.5 * sigma),
    }


@every_curve
def test_no_rival_beats_the_oracle_and_each_pays_for_its_distance_to_it(curve):
    # MSE(r) = MMSE + E‖r − r*‖²: what is left over, 2E⟨r − r*, r* − x⟩, is zero but for the sampling.
    sigma = 0.2
    x, x_noisy = noisy(curve, sigma, 5000)
    best = PosteriorMean(curve, sigma)(x_noisy)
    for name, r in rivals(curve, sigma).items():
        error, gap = (r(x_noisy) - x).square().sum(dim=1), (r(x_noisy) - best).square().sum(dim=1)
        left_over = error - (best - x).square().sum(dim=1) - gap
        assert left_over.mean().abs() < 4 * left_over.std() / math.sqrt(len(x)) + 1e-9, name
        assert oracle.excess_risk(r, curve, sigma, 1000) > 0.001, name


@pytest.mark.parametrize(("sigma", "rho"), [(0.1, 0.504), (0.3, 0.547), (0.5, 0.623), (1.0, 0.443)])
def test_going_to_the_nearest_point_costs_what_was_measured(sigma, rho):
    # On a circle the nearest point is x/‖x‖.
    excess = oracle.excess_risk(lambda x: x / x.norm(dim=1, keepdim=True), CIRCLE, sigma)
    assert share_of_noise_left(CIRCLE, sigma) * (1 + excess) == pytest.approx(rho, abs=0.006)


@every_curve
def test_doing_nothing_leaves_all_the_noise(curve):
    # MSE(identity) = 2σ².
    mmse = PosteriorMean(curve, 0.1).mmse()
    excess = oracle.excess_risk(lambda x: x, curve, 0.1)
    assert excess == pytest.approx((2 * 0.1**2 - mmse) / mmse, rel=0.004)
    assert oracle.excess_risk(PosteriorMean(curve, 0.1), curve, 0.1) == 0


def test_the_excess_risk_of_a_constant_nudge_is_its_square_over_the_least_error():
    best = PosteriorMean(CIRCLE, 0.1)
    nudge = torch.tensor([0.03, -0.04])
    excess = oracle.excess_risk(lambda x: best(x) + nudge, CIRCLE, 0.1)
    assert excess == pytest.approx(0.05**2 / best.mmse(), rel=1e-4)


def test_the_excess_risk_scatters_by_a_few_percent_from_few_points_and_by_less_from_many():
    run = training.fit(models.DAE(), SPIRAL, n_steps=150, progress=False)
    thorough = oracle.excess_risk(run.model, SPIRAL, 0.1, n=60_000)
    for n, within in [(2048, 0.15), (20_000, 0.03)]:
        for seed in range(2):
            assert oracle.excess_risk(run.model, SPIRAL, 0.1, n, seed) == pytest.approx(thorough, rel=within)


def test_asked_again_the_oracle_is_the_same_one_and_what_is_kept_stays_small():
    assert oracle.best(SPIRAL, 0.1) is oracle.best(SPIRAL, 0.1) is not oracle.best(SPIRAL, 0.2)
    for kept in (oracle.best, oracle.reference):
        assert kept.cache_info().maxsize <= 64


# Where the arrows end


@pytest.mark.parametrize("sigma", [0.03, 0.1, 0.2])
def test_the_arrows_stop_short_of_the_circle(sigma):
    # ‖r*(x)‖ = R − σ²/2R + O(σ⁴) for x on the circle.
    end = PosteriorMean(CIRCLE, sigma)(CIRCLE.points(12)).norm(dim=1)
    torch.testing.assert_close(1 - end, torch.full((12,), sigma**2 / 2), atol=sigma**4, rtol=0)


def test_the_ends_of_a_segment_are_pulled_in():
    # By the mean of half a Gaussian, σ√(2/π).
    end = PosteriorMean(LINE, 0.1)(torch.tensor([[1.0, 0.0]]))
    assert end[0, 0].item() == pytest.approx(1 - 0.1 * math.sqrt(2 / math.pi), abs=1e-5)


@every_curve
def test_with_very_much_noise_the_best_answer_is_the_mean_of_the_curve(curve):
    mean = curve.points(20_000).double().mean(dim=0)
    found = PosteriorMean(curve, 100.0)(GRID)
    torch.testing.assert_close(found, mean.expand_as(found), atol=1e-3, rtol=0)


@every_curve
def test_with_very_little_noise_the_oracle_goes_to_the_nearest_point(curve):
    x = noisy(curve, 0.01, 200)[1]
    nearest = nearest_point(curve)(x)
    assert (PosteriorMean(curve, 0.01)(x) - nearest).norm(dim=1).max() < 0.02


@every_curve
@pytest.mark.parametrize("sigma", [0.005, 0.01, 0.1])
def test_far_from_the_curve_the_oracle_stays_finite_and_on_the_curve(curve, sigma):
    far = torch.tensor([[1e3, 0.0], [-30.0, 40.0], [0.0, -5.0], [1e6, 1e6], [2.0, 2.0]])
    best = PosteriorMean(curve, sigma)
    found = best(far)
    assert found.isfinite().all()
    assert torch.cdist(found, curve.points(20_000)).min(dim=1).values.max() < 0.02
    assert best.score(far).isfinite().all()
    assert best.log_density(far).isfinite().all()


@every_curve
def test_the_type_that_goes_in_comes_out(curve):
    best = PosteriorMean(curve, 0.1)
    for dtype in (torch.float32, torch.float64):
        x = GRID.to(dtype)
        for found in (best(x), best.score(x), best.posterior(x), best.log_density(x)):
            assert found.dtype == dtype
    torch.testing.assert_close(best(GRID.float()).double(), best(GRID), atol=1e-4, rtol=0)
