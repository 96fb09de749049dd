"""What the section on guidance claims."""

import pytest
import torch

from dae_helpers import corruption, models, oracle, sampling, training
from dae_helpers.closer_look import guidance
from dae_helpers.closer_look.two_samples import energy_distance

SIGMAS = [*sampling.levels(5, 0.05, 24), 0]


def told(sigma):
    return oracle.best(guidance.A, sigma)


def ends(good, other, w, seed=0, n=75):
    half = torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))
    return sampling.ddim(guidance.guided(good, other, w), SIGMAS, 5 * torch.cat([half, -half]))[-1]


def off(x):
    return (x.norm(dim=1) - 0.8).abs().median().item()


@pytest.mark.parametrize("w", [0, 1, 3])
@pytest.mark.parametrize("sigma", [0.1, 0.4, 2.0])
def test_a_guided_arrow_is_the_slope_of_the_sharpened_density(w, sigma):
    x = (2 * torch.rand(200, 2, generator=torch.Generator().manual_seed(1)) - 1).double().requires_grad_()
    given, free = told(sigma), guidance.both(sigma)
    log_sharpened = w * given.log_density(x) + (1 - w) * free.log_density(x)
    (slope,) = torch.autograd.grad(log_sharpened.sum(), x)
    arrow = guidance.guided(told, guidance.both, w)(sigma)(x) - x
    assert (arrow - sigma**2 * slope).abs().max() < 1e-5


def test_where_the_label_is_beyond_doubt_nothing_is_sharpened():
    x, y, p = guidance.sharpened(3, 0.05)
    inside = guidance.within_b(torch.cartesian_prod(y, x).flip(1))
    share = guidance.within_b(guidance.A.points(10_000)).mean().item()
    assert (p.flatten() @ inside / p.sum()).item() == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_guided_points_leave_the_place_where_the_label_was_in_doubt_and_stay_on_the_circle(seed):
    plain, strong = (ends(told, guidance.both, w, seed) for w in (1, 3))
    assert guidance.within_b(plain).mean().item() == pytest.approx(0.31, abs=0.07)
    assert guidance.within_b(strong).mean() < 0.1
    assert guidance.from_a(strong) > 20 * guidance.from_a(plain)
    assert off(strong) < 0.002


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_weak_network_is_mended_by_a_weaker_one(seed):
    def learned(n_steps):
        network = models.ConditionalDAE((32, 32), seed=seed)
        for _ in training.descend(network, corruption.pairs(guidance.A, (0.04, 5.0), 1024, seed), n_steps):
            pass
        return network.at

    weak, weaker = learned(150), learned(75)
    plain, mended = (ends(weak, weaker, w, seed) for w in (1, 2))
    assert guidance.from_a(mended) < 0.8 * guidance.from_a(plain)
    assert off(mended) < 0.8 * off(plain)


def test_the_energy_distance_is_that_of_its_formula():
    nodes = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    assert energy_distance(nodes, nodes, torch.ones(2)) == pytest.approx(0, abs=1e-12)
    # X = 0, Y = 0 or (3, 4), and p(Y = 0) = 0.8: 2·0.2·5 − 0 − 2·0.8·0.2·5
    assert energy_distance(nodes[:1], nodes, torch.tensor([4.0, 1.0])) == pytest.approx(0.4)


def test_fresh_points_of_a_circle_have_the_least_energy_distance_that_chance_leaves():
    n = 400
    found = sum(guidance.from_a(guidance.A.sample(n, seed)) for seed in range(10)) / 10
    assert found == pytest.approx(0.8 * 4 / torch.pi / n, rel=0.6)  # two points of a circle are 4R/π apart


def test_a_mixture_is_the_mean_of_its_curves_posteriors_by_their_densities():
    x = torch.tensor([[0.4, 0.1], [0.2, -0.7], [1.0, 1.0]], dtype=torch.float64)
    parts = [oracle.best(each, 0.3) for each in (guidance.A, guidance.B)]
    shares = torch.tensor([3.0, 1.0]).double()
    p = torch.stack([part.log_density(x) for part in parts], dim=1).exp() * shares
    means = torch.stack([part(x) for part in parts], dim=1)
    wanted = ((p / p.sum(dim=1, keepdim=True)).unsqueeze(2) * means).sum(dim=1)
    mixed = oracle.mixture((guidance.A, guidance.B), (3, 1), 0.3)
    assert (mixed(x) - wanted).abs().max() < 1e-9
