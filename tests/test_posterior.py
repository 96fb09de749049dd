"""The best denoiser of weighted points, in any dimension, held against its formulas."""

import math

import pytest
import torch

from dae_helpers import corruption, fields, manifolds
from dae_helpers.oracle import PosteriorMean
from dae_helpers.posterior import Posterior

SPIRAL = manifolds.spiral()


def few_points(d, m=40, sigma=None, seed=0):
    """A Posterior of m random weighted points in d dimensions, and 30 corrupted points."""
    sigma = sigma or (0.6 if d < 64 else 3.0)  # so that several points may be meant
    g = torch.Generator().manual_seed(seed)
    nodes, weights = torch.randn(m, d, generator=g), torch.rand(m, generator=g) + 0.1
    x_noisy = nodes[:30] + sigma * torch.randn(30, d, generator=g)
    return Posterior(nodes, weights, sigma), x_noisy.double()


in_each_dimension = pytest.mark.parametrize("d", [1, 2, 3, 64])


@in_each_dimension
def test_each_point_is_weighed_by_its_likelihood(d):
    best, x_noisy = few_points(d)
    squares = (x_noisy.unsqueeze(1) - best.nodes).square().sum(dim=2)
    joint = best.weights * (-squares / (2 * best.sigma**2)).exp()
    p = joint / joint.sum(dim=1, keepdim=True)
    torch.testing.assert_close(best.posterior(x_noisy), p, atol=1e-12, rtol=1e-9)
    torch.testing.assert_close(best(x_noisy), p @ best.nodes, atol=1e-12, rtol=1e-9)
    log_density = joint.sum(dim=1).log() - d / 2 * math.log(2 * math.pi * best.sigma**2)
    torch.testing.assert_close(best.log_density(x_noisy), log_density, atol=1e-10, rtol=0)
    away = best.nodes - (p @ best.nodes).unsqueeze(1)
    covariance = torch.einsum("kn,kni,knj->kij", p, away, away)
    torch.testing.assert_close(best.covariance(x_noisy), covariance, atol=1e-12, rtol=1e-9)


@in_each_dimension
def test_tweedie_the_score_is_the_gradient_of_the_log_density(d):
    best, x_noisy = few_points(d)
    x = x_noisy.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(best.log_density(x).sum(), x)
    torch.testing.assert_close(best.score(x_noisy), gradient, atol=1e-10, rtol=1e-10)


@in_each_dimension
def test_the_covariance_is_the_variance_of_the_noise_times_the_jacobian(d):
    best, x_noisy = few_points(d)
    jacobian = torch.stack(
        [torch.autograd.functional.jacobian(lambda y: best(y[None])[0], x) for x in x_noisy]
    )
    torch.testing.assert_close(best.covariance(x_noisy), best.sigma**2 * jacobian, atol=1e-11, rtol=1e-9)


@in_each_dimension
def test_the_least_error_is_the_error_made(d):
    best, _ = few_points(d)
    g = torch.Generator().manual_seed(3)
    x = best.nodes[torch.multinomial(best.weights, 50_000, replacement=True, generator=g)]
    noise = torch.randn(x.shape, generator=g, dtype=x.dtype)
    errors = (best(x + best.sigma * noise) - x).square().sum(dim=1)
    standard_error = errors.std().item() / math.sqrt(len(errors))
    assert best.mmse() == pytest.approx(errors.mean().item(), abs=4 * standard_error + 0.04 * best.mmse())


@pytest.mark.parametrize("gap", [0.5, 2.0, 5.0])
def test_the_least_error_of_two_points_is_that_of_a_sign_seen_through_noise(gap):
    # x = ±gap/2 and σ = 1: r* = gap/2·tanh(gap·x̃/2), and MMSE = gap²/4·E[1 − tanh²].
    z = torch.linspace(-12, 12, 200_001, dtype=torch.float64)
    density = (-z * z / 2).exp() / math.sqrt(2 * math.pi)
    slack = 1 - (gap * (z + gap / 2) / 2).tanh().square()
    expected = gap**2 / 4 * torch.trapezoid(slack * density, z).item()
    for turned in (0.0, 0.7):
        ends = gap / 2 * torch.tensor([[math.cos(turned), math.sin(turned)]])
        found = Posterior(torch.cat([ends, -ends]), torch.ones(2), 1.0).mmse()
        assert found == pytest.approx(expected, rel=2e-5)


def test_a_mixture_weighs_its_two_lines_by_their_likelihood():
    # On y = ±½, twice as likely above. Far from the ends: log odds = log 2 + y/σ², and x is known up to σ.
    sigma, middle = 0.3, torch.linspace(-0.5, 0.5, 11, dtype=torch.float64)
    along = PosteriorMean(manifolds.line(8), sigma)
    up = torch.tensor([0.0, 0.5])
    both = Posterior(
        torch.cat([along.nodes + up, along.nodes - up]), torch.cat([2 * along.weights, along.weights]), sigma
    )
    y = torch.stack([0 * middle, middle], dim=1)
    above = (math.log(2) + middle / sigma**2).sigmoid()
    torch.testing.assert_close(both(y)[:, 1], above - 0.5, atol=1e-9, rtol=0)
    torch.testing.assert_close(both.covariance(y)[:, 1, 1], above * (1 - above), atol=1e-9, rtol=0)
    torch.testing.assert_close(both.covariance(y)[:, 0, 0], torch.full((11,), sigma**2).double())


def test_a_point_without_weight_is_never_the_answer():
    nodes, x = torch.tensor([[0.0, 0.0], [1.0, 0.0], [5.0, 5.0]]), torch.tensor([[5.0, 5.0], [0.4, 0.3]])
    with_it = Posterior(nodes, torch.tensor([1.0, 2.0, 0.0]), 0.5)
    without = Posterior(nodes[:2], torch.tensor([1.0, 2.0]), 0.5)
    torch.testing.assert_close(with_it(x), without(x))
    torch.testing.assert_close(with_it.log_density(x), without.log_density(x))
    assert with_it.posterior(x)[:, 2].abs().max() == 0
    assert with_it.mmse() == pytest.approx(without.mmse(), rel=1e-9)


@pytest.mark.parametrize("d", [2, 5])
@pytest.mark.parametrize("by", [1e3, 1e6])
def test_points_that_move_together_with_their_noise_keep_their_answers(d, by):
    # Squares of large numbers, subtracted from each other, would leave no digits.
    best, x_noisy = few_points(d, sigma=0.05)
    moved, x_moved = Posterior(best.nodes + by, best.weights, 0.05), x_noisy + by
    torch.testing.assert_close(moved(x_moved) - by, best(x_noisy), atol=1e-8 * by, rtol=0)
    torch.testing.assert_close(moved.log_density(x_moved), best.log_density(x_noisy), atol=1e-6 * by, rtol=0)
    assert moved.mmse() == pytest.approx(best.mmse(), rel=1e-4, abs=1e-12)


@pytest.mark.parametrize("sigma", [0.01, 0.1, 1.0])
def test_a_points_answer_does_not_depend_on_which_points_it_is_asked_with(sigma):
    best = PosteriorMean(SPIRAL, sigma)
    x = torch.cat([corruption.gaussian(SPIRAL.sample(2000), sigma), torch.randn(500, 2) * 3]).double()
    one_by_one = torch.cat([best(each) for each in x[::50].split(1)])
    torch.testing.assert_close(best(x)[::50], one_by_one, atol=1e-12, rtol=0)
    # All nodes, with none left out as too far to matter.
    squares = (x[::50].unsqueeze(1) - best.nodes).square().sum(dim=2)
    p = (best.weights.log() - squares / (2 * sigma**2)).softmax(dim=1)
    torch.testing.assert_close(one_by_one, p @ best.nodes, atol=1e-9, rtol=0)


def test_a_point_that_is_no_number_spoils_no_other():
    best = PosteriorMean(SPIRAL, 0.1)
    x = SPIRAL.points(50)
    for bad in (math.nan, math.inf):
        found = best(torch.cat([x, torch.tensor([[bad, 0.0]])]))
        torch.testing.assert_close(found[:-1], best(x))
        assert found[-1].isnan().all()


def test_no_points_have_no_answers():
    best, none = PosteriorMean(SPIRAL, 0.1), torch.empty(0, 2)
    shapes = [tuple(f(none).shape) for f in (best, best.score, best.covariance, best.log_density)]
    assert shapes == [(0, 2), (0, 2), (0, 2, 2), (0,)]


def test_the_jacobian_of_many_points_at_once_is_the_covariance():
    best = PosteriorMean(SPIRAL, 0.05)
    x = corruption.gaussian(SPIRAL.sample(3000), 0.05).double()
    torch.testing.assert_close(fields.jacobian(best, x), best.covariance(x) / 0.05**2, atol=1e-8, rtol=1e-8)
