"""Rate and distortion: what is counted, and who is ahead."""

import math

import pytest
import torch
from scipy.fft import dctn

from dae_helpers.images import linear, training
from dae_helpers.pictures import lossy, photographs

FLOWER = lossy.whole(photographs.load("flower"))


@pytest.fixture(scope="module")
def eights():
    return photographs.squares(photographs.load("china"), 8, 4)


@pytest.fixture(scope="module")
def pca(eights):
    return linear.pca(eights)


def by_pca(pca, step, bits=lossy.entropy):
    return lossy.coded(FLOWER, *lossy.by_axes(pca.mean, pca.axes, step), bits)


def test_entropy_of_dice_and_of_what_never_changes():
    dice = torch.cartesian_prod(torch.arange(8.0), torch.arange(8.0))
    assert lossy.entropy(dice) == pytest.approx(6)
    assert lossy.entropy(torch.ones(50, 3)) == 0


def test_in_context_a_square_costs_less_where_squares_are_alike_and_never_less_than_nothing():
    slope = torch.arange(64.0)[:, None].repeat(1, 4)
    assert lossy.entropy(slope) == pytest.approx(24)
    assert lossy.entropy_in_context(torch.ones(64, 4)) < lossy.entropy_in_context(slope) < 24


def test_small_steps_err_by_a_twelfth_of_their_square(pca):
    _, y = by_pca(pca, 0.005)
    assert photographs.psnr(y, FLOWER) == pytest.approx(-10 * math.log10(0.005**2 / 12), abs=0.5)


def test_cosines_are_the_axes_of_jpeg():
    wanted = dctn(torch.eye(64).view(64, 8, 8).numpy(), axes=(1, 2), norm="ortho").reshape(64, 64)
    torch.testing.assert_close(lossy.cosines().T, torch.from_numpy(wanted), atol=1e-6, rtol=0)


def test_of_jpeg_the_scan_is_counted_and_that_is_nearly_the_whole_file():
    rates = [lossy.jpeg(FLOWER, quality)[0] for quality in (5, 30, 75)]
    assert rates == sorted(rates)
    blank, _ = lossy.jpeg(torch.zeros(64, 64), 50)
    assert 0 < blank * 64 * 64 / 8 < 40  # bytes: no table is among them


def test_rates_between_points_lie_on_straight_lines_of_their_logarithm():
    assert lossy.rate_at([(0.4, 40), (0.1, 30)], 35) == pytest.approx(0.2)


def test_before_training_the_autoencoder_is_pca_and_its_bits_are_probabilities(pca):
    model, x = lossy.Coder(pca, 0.3), photographs.squares(FLOWER, 8, 8)
    torch.testing.assert_close(model.encoder(x), pca.encoder(x) / 0.3, atol=1e-3, rtol=0)
    torch.testing.assert_close(model.decoder(model.encoder(x)), x, atol=1e-4, rtol=0)
    codes = torch.zeros(401, 64)
    codes[:, 5] = torch.arange(-200.0, 201)  # one of the numbers takes all values, the others stay 0
    ratios = 2 ** (model.bits(codes[200:201]) - model.bits(codes))
    at_zero = 2 * (0.5 / model.width[5].exp()).sigmoid() - 1
    assert (ratios.sum() * at_zero).item() == pytest.approx(1, rel=1e-3)


def test_cosines_cost_less_than_the_pagodas_axes_at_the_same_quality(pca):
    def rate(axes):
        maps = (lossy.by_axes(pca.mean, axes, step) for step in (0.4, 0.2))
        found = (lossy.coded(FLOWER, *pair) for pair in maps)
        return lossy.rate_at([(bits, photographs.psnr(y, FLOWER)) for bits, y in found], 32)

    assert 0.85 < rate(lossy.cosines()) / rate(pca.axes) < 0.95


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_jpeg_needs_fewer_bits_than_an_autoencoder_and_that_fewer_than_pca_but_not_in_context(
    eights, pca, seed
):
    def rate(points):
        return lossy.rate_at([(bits, photographs.psnr(y, FLOWER)) for bits, y in points], 32)

    steps = (0.4, 0.2)
    jobs = {step: (lossy.Coder(pca, step, seed=seed), lossy.rate_distortion) for step in steps}
    coders = training.fit_all(jobs, eights, n_steps=500, batch=256, rate=0.001, seed=seed).values()
    by_jpeg = rate(lossy.jpeg(FLOWER, quality) for quality in (8, 12, 20))
    alone, context = (
        [
            rate(lossy.coded(FLOWER, model.encoder, model.decoder, bits) for model in coders),
            rate(by_pca(pca, step, bits) for step in steps),
        ]
        for bits in (lossy.entropy, lossy.entropy_in_context)
    )
    assert 1.2 * by_jpeg < alone[0] < alone[1]
    assert max(context) < by_jpeg
