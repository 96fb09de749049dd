"""What the notebook on codes claims: each identity by another quadrature, each order on several networks."""

import math
from types import SimpleNamespace

import pytest
import torch

from dae_helpers import corruption, manifolds, oracle, training
from dae_helpers.codes import coordinate, generative, networks, operators

LINE, CIRCLE, SPIRAL = manifolds.line(), manifolds.circle(), manifolds.spiral()
SIGMA = 0.1
OF_CIRCLE = oracle.PosteriorMean(CIRCLE, SIGMA)


def normal(x, mean, variance):
    return torch.exp(-(x - mean).square() / (2 * variance)) / (2 * math.pi * variance) ** 0.5


# An operator


@pytest.mark.parametrize("curve", [LINE, CIRCLE, SPIRAL])
def test_an_operator_is_the_posterior_if_it_does_nothing_and_knows_nothing_if_it_is_constant(curve):
    best = oracle.PosteriorMean(curve, SIGMA)
    nothing = operators.fitted(lambda x: x, best, operators.noisy(best))
    assert nothing.v == pytest.approx(SIGMA**2, rel=5e-3)
    assert nothing.nats.abs().max() < 2e-3
    assert operators.kept(lambda x: 0 * x, best) == pytest.approx(0, abs=2e-3)


@pytest.mark.parametrize(
    "r", [OF_CIRCLE, lambda x: 0.7 * x + 0.1, networks.CodeDAE(seed=1), networks.Atlas(2)]
)
def test_a_divergence_is_never_negative_and_no_other_variance_makes_it_smaller(r):
    points = operators.noisy(OF_CIRCLE)
    fitted = operators.fitted(r, OF_CIRCLE, points)
    assert fitted.nats.min() > -1e-9
    torch.testing.assert_close(fitted.p.sum(dim=1), torch.ones_like(fitted.nats))
    for factor in (0.8, 1.25):
        other = operators.operator(r, OF_CIRCLE, points.x, factor * fitted.v)
        assert points.mean(other.nats) > points.mean(fitted.nats) - 1e-4


def test_what_is_kept_is_log_length_plus_the_mean_log_density_on_the_curve():
    """log L + E log p(x | y), by pairs (x, x̃) and the trapezoidal rule around the circle."""

    def r(x):
        return 0.9 * x

    v = operators.fitted(r, OF_CIRCLE, operators.noisy(OF_CIRCLE)).v
    x, x_noisy, _ = next(corruption.pairs(CIRCLE, SIGMA, 8192, seed=1))
    around = CIRCLE.points(720)
    weights = torch.exp(-torch.cdist(r(x_noisy), around).square() / (2 * v))
    log_p = -(x - r(x_noisy)).square().sum(dim=1) / (2 * v) - (weights.mean(dim=1) * CIRCLE.length).log()
    wanted = math.log(CIRCLE.length) + log_p.mean().item()
    assert operators.kept(r, OF_CIRCLE) == pytest.approx(wanted, abs=0.02)


# Information


def test_the_information_of_a_coordinate_is_that_of_one_dimension():
    """y = one coordinate on the circle: I(x; y) is the entropy of cos θ + σε less that of the noise."""
    y = torch.linspace(-2, 2, 4001, dtype=torch.float64)
    theta = torch.arange(2000, dtype=torch.float64) * math.pi / 1000
    p = normal(y.unsqueeze(1), theta.cos(), SIGMA**2).mean(dim=1)
    wanted = -torch.trapezoid(torch.xlogy(p, p), y).item() - math.log(2 * math.pi * math.e * SIGMA**2) / 2
    turned = SimpleNamespace(code=lambda x: math.cos(1) * x[:, :1] + math.sin(1) * x[:, 1:])
    assert operators.information(turned, OF_CIRCLE) == pytest.approx(wanted, abs=5e-3)


@pytest.mark.parametrize("coder", [networks.CodeDAE(seed=0), networks.CodeDAE(seed=1), networks.Atlas(3)])
def test_the_bound_lies_below_the_information_of_the_code_and_that_below_the_information_of_the_point(coder):
    bound, code = operators.kept(coder, OF_CIRCLE), operators.information(coder, OF_CIRCLE, fine=10)
    assert -2e-3 < bound < code < operators.told(OF_CIRCLE) == pytest.approx(2.719, abs=2e-3)


def test_the_information_of_a_point_is_told_alike_by_divergence_and_by_entropy():
    for curve, nats in [(LINE, 1.667), (SPIRAL, 3.129)]:
        assert operators.told(oracle.PosteriorMean(curve, SIGMA)) == pytest.approx(nats, abs=4e-3)


# Generative models


@pytest.mark.parametrize("n", [1, 3, 10])
def test_the_bound_of_a_uniform_code_is_the_mean_over_our_posterior_of_the_log_ratio(n):
    coder = networks.CodeDAE(seed=2)
    model, bound = generative.uniform(SimpleNamespace(model=coder), OF_CIRCLE, n)
    x_noisy = next(corruption.pairs(CIRCLE, SIGMA, 512, seed=1))[1]
    y = coder.code(x_noisy).detach().double()
    places = (y > torch.quantile(y, torch.arange(1, n).double() / n)).sum(dim=1)
    values = torch.quantile(y, (torch.arange(n).double() + 0.5) / n).float().unsqueeze(1)
    points = coder.decode(values).detach().double()
    q, density = OF_CIRCLE.posterior(x_noisy.double()), OF_CIRCLE.weights * CIRCLE.length

    def ratio(v):
        weights = (-torch.cdist(points, OF_CIRCLE.nodes).square() / (2 * v)).exp()
        p = weights / (weights @ density).unsqueeze(1)  # densities on the curve, (n, m)
        noise = -torch.cdist(x_noisy.double(), OF_CIRCLE.nodes).square() / (2 * SIGMA**2)
        noise = noise - math.log(2 * math.pi * SIGMA**2)
        each = p[places].log() - math.log(n) + noise - (q / density).clamp(min=1e-300).log()
        return (q * each).sum(dim=1).mean().item()

    assert max(map(ratio, torch.logspace(-2.5, 2, 30).tolist())) == pytest.approx(bound, abs=0.03)
    grid = operators.noisy(OF_CIRCLE)
    assert bound - 1e-3 <= model <= grid.mean(OF_CIRCLE.log_density(grid.x.double())) + 1e-3


@pytest.fixture(scope="module")
def vae():
    return generative.fit(CIRCLE, SIGMA, n_steps=30)


@torch.no_grad()
def test_a_log_likelihood_is_reconstruction_less_rate_plus_gap(vae):
    x = next(corruption.pairs(CIRCLE, SIGMA, 40))[1]
    z = torch.linspace(-9, 9, 6001, dtype=torch.float64)
    g = vae.decoder(z.float().unsqueeze(1)).double()
    likelihood = (-torch.cdist(x.double(), g).square() / (2 * SIGMA**2)).exp() / (2 * math.pi * SIGMA**2)
    joint = likelihood * normal(z, 0, 1)
    evidence = torch.trapezoid(joint, z)
    mean, log_var = (each.double() for each in vae.q(x))
    q = normal(z, mean, log_var.exp())
    rate = torch.trapezoid(torch.xlogy(q, q / normal(z, 0, 1)), z)
    gap = torch.trapezoid(torch.xlogy(q, (q + 1e-300) / (joint / evidence.unsqueeze(1)).clamp(min=1e-300)), z)
    fine = joint.min(dim=1).values >= 0
    torch.testing.assert_close(vae.log_density(x).double(), evidence.log(), atol=2e-3, rtol=1e-3)
    torch.testing.assert_close(vae.rate(x).double(), rate, atol=1e-3, rtol=1e-3)
    assert gap.min() > -1e-6
    near = fine & (gap < 5)  # far out float64 has no smaller likelihoods
    torch.testing.assert_close(
        (vae.log_density(x) - vae.bound(x))[near].double(), gap[near], atol=0.05, rtol=0.02
    )


def test_bound_model_and_truth_stand_in_their_order(vae):
    truth, model, bound, rate, told = generative.numbers(vae, OF_CIRCLE)
    assert bound < model < truth
    assert rate > 0
    assert told == pytest.approx(2.719, abs=2e-3)


# A coordinate


def test_a_code_of_an_atlas_holds_its_chart_and_its_place():
    atlas, x = networks.Atlas(3), CIRCLE.points(200)
    scores, places = atlas.offers(x)
    y = atlas.code(x)
    chart = y.floor().long()
    assert torch.equal(chart.squeeze(1), scores.argmax(dim=1))
    torch.testing.assert_close(y - chart, places.gather(1, chart), atol=1e-6, rtol=0)
    torch.testing.assert_close(atlas(x), atlas.decode(y))
    each = [atlas.decode(k + places[:, k : k + 1]) for k in range(3)]
    errors = torch.stack([(guess - x).square().sum(dim=1) for guess in each], dim=1)
    torch.testing.assert_close(atlas.loss(x, x), (scores.exp() * errors).sum(dim=1).mean())


def test_an_order_is_one_both_ways_and_less_for_what_turns_round():
    t = torch.linspace(0, 1, 101)
    assert [coordinate.order(values) for values in (t, -t, t**3)] == pytest.approx([1, 1, 1])
    assert coordinate.order((t - 0.5).square()) < 0.3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_one_number_is_enough_for_a_line_tears_a_circle_and_mixes_a_spiral_and_charts_mend_both(seed):
    risks = {}
    for curve, charts in [(LINE, 0), (CIRCLE, 2), (SPIRAL, 6)]:
        run = training.fit(networks.CodeDAE(seed=seed), curve, SIGMA, seed=seed, progress=False)
        risks[curve.name] = oracle.excess_risk(run.model, curve, SIGMA)
        if charts:
            mended = networks.fit_atlas(charts, curve, SIGMA, seed).model
            risks[charts] = oracle.excess_risk(mended, curve, SIGMA)
        else:
            assert coordinate.order(run.model.code(curve.points(2000))[:, 0].detach()) > 0.999
    assert risks["line"] < 0.005
    assert risks[2] < 0.01 < 0.1 < risks["circle"] < 1
    assert risks[6] < 0.1 < 1 < risks["spiral"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_on_the_line_the_rate_is_the_information(seed):
    _, model, bound, rate, told = generative.numbers(
        generative.fit(LINE, SIGMA, seed), oracle.PosteriorMean(LINE, SIGMA)
    )
    assert rate == pytest.approx(told, abs=0.06)
    assert bound < model
