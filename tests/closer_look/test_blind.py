"""Blind denoisers in many dimensions: the exact ones against brute force, and what networks must lose."""

import math

import pytest
import torch

from dae_helpers import manifolds, oracle, training
from dae_helpers.closer_look import blindness, noise_blind

CIRCLE = manifolds.circle()


def some(d, n=12, seed=5):
    _, x_noisy, level = next(noise_blind.turned(d, n, seed))
    return x_noisy.double(), level.double()


@pytest.mark.parametrize("d", [2, 3, 17, 200])
def test_the_exact_denoiser_in_many_dimensions_is_the_posterior_mean_there(d):
    nodes = CIRCLE.points(2000).double() @ noise_blind.turn(d).double().T
    for sigma in (0.05, 0.4):
        x_noisy, _ = some(d)
        best = oracle.Posterior(nodes, torch.ones(len(nodes)), sigma)(x_noisy)
        torch.testing.assert_close(noise_blind.told(x_noisy, sigma), best, atol=1e-6, rtol=0)


@pytest.mark.parametrize("d", [2, 3, 40])
def test_the_blind_mixture_is_what_bayes_rule_says_of_all_clean_points_and_all_levels_at_once(d):
    """By brute force: the weight of each pair of a node and a level, as a density of x̃ in R^d."""
    x_noisy, _ = some(d)
    nodes = CIRCLE.points(1500).double() @ noise_blind.turn(d).double().T
    low, high = noise_blind.RANGE
    middles = low * (high / low) ** ((torch.arange(600, dtype=torch.float64) + 0.5) / 600)
    squares = torch.cdist(x_noisy, nodes).square().unsqueeze(2)
    logits = -squares / (2 * middles**2) - d * middles.log() - 2 * middles.log()  # the loss's weight, 1/σ²
    weights = logits.flatten(1).softmax(dim=1).view(len(x_noisy), len(nodes), -1).sum(dim=2)
    mean = weights @ nodes
    torch.testing.assert_close(noise_blind.untold(x_noisy), mean, atol=2e-5, rtol=0)


@pytest.mark.parametrize("d", [2, 30])
def test_no_other_blind_map_has_a_lower_loss_than_the_mixture(d):
    def loss(r):
        return noise_blind.excess(r, d)

    best = loss(noise_blind.untold)
    assert 0 < best < loss(lambda x: 1.01 * noise_blind.untold(x))
    assert best < loss(lambda x: 0.99 * noise_blind.untold(x))
    assert best < min(loss(lambda x, s=s: noise_blind.told(x, s)) for s in (0.05, 0.15, 0.3))


def test_the_price_of_blindness_falls_as_one_over_d():
    prices = [noise_blind.excess(noise_blind.untold, d, n=4000) for d in (2, 32, 128, 512)]
    assert prices == sorted(prices, reverse=True)
    assert prices[0] == pytest.approx(0.007, rel=0.1)
    assert math.log(prices[3] / prices[1]) / math.log(16) == pytest.approx(-1, abs=0.15)


def test_a_noisy_point_tells_its_level_to_one_part_in_the_root_of_2d():
    d, nodes = 512, noise_blind.noise_levels(800)
    across = 0.1**2 * torch.full((1, 1), d - 2.0, dtype=torch.float64)
    p = noise_blind.posterior(torch.full((1, 1), 1.1, dtype=torch.float64), across, d, nodes)[0]
    mean = p @ nodes.log()
    spread = (p @ (nodes.log() - mean).square()).sqrt()
    assert mean.exp() == pytest.approx(0.1, rel=0.01)
    assert spread == pytest.approx(1 / math.sqrt(2 * d), rel=0.03)


@pytest.mark.parametrize("target", ["x", "ε", "v"])
def test_each_prediction_is_turned_into_x(target):
    """Told the right answer, each network makes of it the clean points."""
    x, x_noisy, level = next(noise_blind.turned(5, 20))
    noise = (x_noisy - x) / level
    network, right = noise_blind.Predictor(5, target), {"x": x, "ε": noise, "v": noise - x}
    network.net.forward = lambda _: right[target]
    torch.testing.assert_close(network(x_noisy, level), x, atol=1e-5, rtol=0)
    assert network.at(0.1)(x_noisy).shape == x.shape


@pytest.mark.slow
def test_a_network_of_few_units_cannot_name_all_directions_of_the_noise():
    d, width, risks = 200, 64, {}
    for target in ("x", "ε"):
        network = noise_blind.Predictor(d, target, width)
        for _ in training.descend(network, noise_blind.turned(d, 256), 200):
            pass
        risks[target] = noise_blind.excess(network, d)
    assert risks["x"] < 0.6
    assert risks["ε"] > 0.9 * (d - width)


@pytest.mark.slow
def test_the_caption_over_the_plane_says_the_exact_price():
    _, caption = blindness.in_the_plane(noise_blind.untold)
    price = f"{noise_blind.excess(noise_blind.untold, 2):.2%}"
    assert caption.endswith(f"the exact blind denoiser loses {price}, the network {price}.")
