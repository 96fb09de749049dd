"""What the section on a half-seen point claims."""

import pytest
import torch

from dae_helpers import sampling
from dae_helpers.closer_look.half_seen import METHODS, NODES, SIGMAS, Seen, draw, prior

SEEN = Seen(0.9, 0.2)


def share_of_the_inner(x):
    nearest = torch.cdist(x.double(), NODES).argmin(dim=1)
    return torch.isin(nearest, SEEN.stretches()[0]).double().mean().item()


@pytest.mark.parametrize("sigma", [0.1, 0.5, 2.0])
def test_the_arrows_of_one_who_knows_y_are_those_of_one_who_does_not_and_the_slope_of_the_likelihood(sigma):
    x = (2 * torch.rand(100, 2, generator=torch.Generator().manual_seed(1)) - 1).double().requires_grad_()
    likelihood = (-(NODES[:, 0] - SEEN.y).square() / (2 * SEEN.tau**2)).exp()
    (slope,) = torch.autograd.grad((prior(sigma).posterior(x) @ likelihood).log().sum(), x)
    known, unknown = SEEN.best(sigma)(x), prior(sigma)(x)
    assert (known - unknown - sigma**2 * slope).abs().max() < 1e-5


def test_two_stretches_fit_and_share_the_probability():
    inner, outer = (SEEN.weights[fits].sum().item() for fits in SEEN.stretches())
    assert inner == pytest.approx(0.47, abs=0.005)
    assert inner + outer > 0.99


@pytest.mark.parametrize("seed", range(3))
def test_dps_without_noise_never_finds_a_mode_that_it_finds_with_noise(seed):
    assert share_of_the_inner(draw("DPS without noise", SEEN, 200, seed=seed)) < 0.02
    assert 0.2 < share_of_the_inner(draw("DPS", SEEN, 200, seed=seed)) < 0.42


def test_the_exact_arrows_lead_to_the_exact_posterior():
    assert share_of_the_inner(draw("exact arrows", SEEN, 200)) == pytest.approx(0.47, abs=0.1)
    others = min(SEEN.distance(draw(method, SEEN, 100)) for method in METHODS)
    assert SEEN.distance(draw("exact arrows", SEEN, 200)) < others / 2


def test_plug_and_play_gives_one_answer_and_projection_the_same_spread_for_every_noise():
    assert draw("plug-and-play", SEEN, 100).std(dim=0).max() < 1e-3
    narrow, wide = (draw("projection", Seen(0.3, tau), 200) for tau in (0.05, 0.8))
    assert torch.equal(narrow, wide)


def test_a_measurement_that_tells_nothing_leaves_ddim():
    blind = Seen(0.9, 1e6)
    half = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    plain = sampling.ddim(prior, SIGMAS, SIGMAS[0] * torch.cat([half, -half]))[-1]
    for method in ("DPS without noise", "exact arrows"):
        assert (draw(method, blind, 40) - plain).abs().max() < 1e-5
