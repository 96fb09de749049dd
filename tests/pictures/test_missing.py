"""Missing pixels: no fill sees them, the exact ones are exact, and the network beats the Gaussian."""

import pytest
import torch

from dae_helpers.images import digits
from dae_helpers.pictures import explorers, filled, filler, missing
from dae_helpers.pictures.exercises.conditional_mean import conditional_mean
from dae_helpers.posterior import Posterior

DATA = digits.load()
SIGMA = 0.04 * DATA.side


@pytest.fixture(scope="module")
def fills():
    network, x_train = filler.Filler(DATA.x_train.mean(dim=0)).requires_grad_(False), DATA.x_train
    return {
        "Gaussian": missing.gaussian(x_train, conditional_mean),
        "training images": missing.posterior_mean(x_train, SIGMA),
        "network": filler.network_mean(network),
        "a training image": missing.posterior_draw(x_train, SIGMA, seed=0),
        "a draw": filler.network_draw(network, seed=0),
    }


@pytest.fixture(params=missing.KINDS)
def gone(request):
    return missing.masks(20, DATA.side)[request.param]


@pytest.mark.parametrize("side", [8, 28])
def test_half_of_the_pixels_are_missing_or_one_square_that_keeps_off_the_edge(side):
    half, block = missing.masks(2000, side).values()
    assert half.float().mean() == pytest.approx(0.5, abs=0.01)
    assert (half.float().mean(dim=0) - 0.5).abs().max() < 0.06
    squares = block.view(-1, side, side)
    assert set(squares.sum(dim=(1, 2)).tolist()) == {{8: 9, 28: 100}[side]}
    assert set(squares.any(dim=1).sum(dim=1).tolist()) == {{8: 3, 28: 10}[side]}
    inside = squares[:, side // 7 : -(side // 7), side // 7 : -(side // 7)]
    assert inside.sum() == squares.sum()
    assert inside.any(dim=0).all()


@pytest.mark.parametrize("name", ["Gaussian", "training images", "network", "a training image", "a draw"])
def test_no_fill_sees_what_is_missing_or_touches_what_is_known(fills, gone, name):
    x = DATA.x_test[:20]
    out = fills[name](x, gone)
    assert torch.equal(out[~gone], x[~gone])
    assert out.min() >= 0
    assert out.max() <= 1
    torch.testing.assert_close(fills[name](torch.where(gone, 1 - x, x), gone), out, atol=1e-6, rtol=0)


def test_the_gaussians_answer_is_also_that_of_the_precision_matrix(fills, gone):
    x, x_train = DATA.x_test[:20].double(), DATA.x_train.double()
    precision = (torch.cov(x_train.T) + missing.RIDGE * torch.eye(DATA.side**2)).inverse()
    away, wanted = x - x_train.mean(dim=0), x.clone()
    for row, m in enumerate(gone):  # μ_m − Λ_mm⁻¹ Λ_mk (x_k − μ_k)
        pulled = torch.linalg.solve(precision[m][:, m], precision[m][:, ~m] @ away[row, ~m])
        wanted[row, m] = x_train.mean(dim=0)[m] - pulled
    torch.testing.assert_close(
        fills["Gaussian"](x.float(), gone).double(), wanted.clamp(0, 1), atol=2e-3, rtol=0
    )


def test_the_training_images_weigh_as_the_posterior_of_the_known_pixels_says(gone):
    weights = missing.posterior(DATA.x_test[:20], gone, DATA.x_train, SIGMA)
    for x, m, each in zip(DATA.x_test, gone, weights):
        best = Posterior(DATA.x_train[:, ~m], torch.ones(len(DATA.x_train)), SIGMA)
        torch.testing.assert_close(each, best.posterior(x[None, ~m])[0], atol=1e-4, rtol=0)


def test_draws_from_the_training_images_have_the_posterior_mean_as_their_mean(fills):
    x, gone = DATA.x_test[3].expand(3000, -1), missing.top(3000, DATA.side)
    drawn = fills["a training image"](x, gone).mean(dim=0)
    torch.testing.assert_close(drawn, fills["training images"](x[:1], gone[:1])[0], atol=0.03, rtol=0)


def test_a_network_draws_what_it_expects_where_only_one_pixel_is_missing(fills):
    x, gone = DATA.x_test[:20], torch.eye(DATA.side**2, dtype=torch.bool)[20:40]
    torch.testing.assert_close(fills["a draw"](x, gone), fills["network"](x, gone))


def test_a_stroke_wipes_without_gaps_and_a_text_that_is_none_is_told():
    row = filled.wiped("3 10 24 10", 28).view(28, 28)
    assert row[10, 3:25].all()
    assert row.sum(dim=0)[3:25].tolist() == [3] * 22
    assert filled.wiped("99 -5", 8).view(8, 8)[0, 7]
    for text in ("", "1 2 3"):
        with pytest.raises(ValueError, match="pairs of numbers"):
            filled.wiped(text, 28)


def test_the_hand_wipes_and_every_fill_answers(fills):
    explorer = explorers.wipe(DATA.x_test, fills, "2 2 5 5")
    before = explorer.shown
    explorer.set(stroke="2 5 5 2 7 7")
    assert explorer.shown[0] != before[0]
    assert all(f"{name} 0." in explorer.shown[1] for name in fills)
    explorer.set(stroke="wiped")
    assert "ValueError" in explorer.message.value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_network_that_is_told_the_mask_beats_the_gaussian_on_both_kinds(seed):
    data = digits.load(seed=seed)
    masks = missing.masks(300, data.side, seed)
    pair = {
        "Gaussian": missing.gaussian(data.x_train, conditional_mean),
        "network": filler.network_mean(filler.trained(data.x_train, n_steps=1200, seed=seed)),
    }
    for found in missing.judged(pair, data.x_test[:300], masks).values():
        assert found["network"][0] < 0.95 * found["Gaussian"][0]
