"""The cousins: an energy, a noisy channel, a memory."""

import math

import pytest
import torch

from dae_helpers import oracle
from dae_helpers.codes import channel, energy
from dae_helpers.codes.exercises import channel_posterior_mean as posterior_mean


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_arrows_of_a_tied_autoencoder_are_the_slopes_of_its_energy(seed):
    model, x = energy.Tied(units=6, seed=seed).double(), torch.randn(50, 2, dtype=torch.float64)
    x.requires_grad_()
    (slopes,) = torch.autograd.grad(model.energy(x, 0.3).sum(), x)
    torch.testing.assert_close(model(x) - x, -(0.3**2) * slopes)


def test_the_words_differ_in_three_places_and_one_flip_is_always_mended():
    words = channel.book()
    distances = torch.cdist(words, words, p=1)
    assert len(words) == 16
    assert distances[distances > 0].min() == 3
    for k in range(7):
        flipped = words.clone()
        flipped[:, k] = 1 - flipped[:, k]
        assert torch.equal(channel.nearest(flipped), words)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.2, 0.3, 0.45])
def test_no_decoder_makes_fewer_wrong_bits_than_the_rounded_posterior_mean(p):
    def exact(received):
        return posterior_mean.channel_posterior_mean(received, channel.book(), p)

    least = channel.bit_errors(exact, p)
    assert least <= channel.bit_errors(channel.nearest, p) + 1e-9
    assert least <= channel.bit_errors(lambda received: received, p) + 1e-9
    assert channel.bit_errors(lambda received: received, p) == pytest.approx(p)
    assert (channel.bit_errors(channel.nearest, p) > p) == (p > 0.25)


def test_wrong_words_are_as_frequent_as_two_flips_or_more():
    received, p = channel.all_received(), 0.1
    right = (channel.nearest(received).unsqueeze(1) == channel.book()).all(dim=2)
    chance = (channel.likelihood(p) * right).sum().item() / 16
    assert chance == pytest.approx((1 - p) ** 7 + 7 * p * (1 - p) ** 6)


@pytest.mark.parametrize("sigma", [0.5, 2.0])
def test_one_step_of_recall_is_the_posterior_mean_of_patterns_that_are_equally_long(sigma):
    g = torch.Generator().manual_seed(0)
    patterns = torch.randn(12, 30, generator=g, dtype=torch.float64)
    patterns = math.sqrt(30) * patterns / patterns.norm(dim=1, keepdim=True)
    xi = patterns + sigma * torch.randn(12, 30, generator=g, dtype=torch.float64)
    recalled = (xi @ patterns.T / sigma**2).softmax(dim=1) @ patterns
    torch.testing.assert_close(oracle.Posterior(patterns, torch.ones(12), sigma)(xi), recalled)
