"""The networks: shapes, seeds, and what their layers promise."""

import pytest
import torch
from torch import nn

from dae_helpers.family.exercises.k_sparse import k_sparse
from dae_helpers.images import denoisers, networks

X = torch.rand(5, 64, generator=torch.Generator().manual_seed(0))

MAKE = {
    "dense": lambda seed: networks.dense((64, 32, 4), seed),
    "tied": lambda seed: networks.tied((64, 32, 4), seed),
    "variational": lambda seed: networks.variational((64, 32, 4), seed),
    "convolutional": lambda seed: networks.convolutional(8, 4, seed),
    "feature maps": lambda seed: networks.feature_maps(8, 4, seed),
    "dense denoiser": lambda seed: denoisers.dense(64, (32,), seed),
    "convolutional denoiser": lambda seed: denoisers.convolutional(8, 4, seed),
}


@pytest.mark.parametrize("name", MAKE)
def test_images_in_images_out_and_the_seed_decides_the_weights(name):
    torch.manual_seed(0)
    before = torch.random.get_rng_state()
    model, same, other = (MAKE[name](seed) for seed in (3, 3, 4))
    assert torch.equal(torch.random.get_rng_state(), before)
    r = [each.at(0.3) if hasattr(each, "at") else each for each in (model, same, other)]
    assert r[0](X).shape == X.shape
    assert torch.equal(r[0](X), r[1](X))
    assert not torch.equal(r[0](X), r[2](X))


@pytest.mark.parametrize("name", ["dense", "tied", "variational", "convolutional"])
def test_the_code_has_as_many_numbers_as_were_asked_for_and_pixels_stay_in_range(name):
    model = MAKE[name](0)
    assert model.encoder(X).shape == (5, 4)
    assert (model(100 * X) >= 0).all()
    assert (model(100 * X) <= 1).all()


@pytest.mark.parametrize("side", [8, 28])
def test_convolutions_fit_digits_of_both_sizes(side):
    x = torch.rand(2, side**2)
    assert networks.convolutional(side)(x).shape == x.shape
    assert networks.feature_maps(side)(x).shape == x.shape
    assert denoisers.convolutional(side).at(0.3)(x).shape == x.shape


def test_the_k_largest_are_kept_as_they_are_and_the_gradient_flows_through_them_alone():
    h = torch.tensor([[3.0, -5, 1, 2], [-1, -2, -3, -4]], requires_grad=True)
    kept = k_sparse(h, 2)
    assert kept.tolist() == [[3, 0, 0, 2], [-1, -2, 0, 0]]
    kept.sum().backward()
    assert h.grad.tolist() == [[1, 0, 0, 1], [1, 1, 0, 0]]


def test_unit_filters_have_length_one_and_still_learn():
    for model in (networks.unit_filters(networks.dense((64, 32))), networks.feature_maps(8, 4)):
        layer = next(each for each in model.decoder if isinstance(each, (nn.Linear, nn.Conv2d)))
        with torch.no_grad():
            layer.parametrizations.weight.original1.mul_(7)
        lengths = layer.weight.transpose(0, 1).flatten(1).norm(dim=1)
        assert torch.allclose(lengths, torch.ones(len(lengths)))
        model(X).sum().backward()
        assert layer.parametrizations.weight.original1.grad is not None


def test_a_smaller_code_of_tied_weights_is_drawn_by_smaller_filters():
    model = networks.tied((64, 32))
    model.encoder[0].weight.data /= 10
    assert torch.equal(model.decoder[0].weight, model.encoder[0].weight.T)


def test_a_denoiser_has_no_level_0():
    with pytest.raises(ValueError, match="sigma"):
        denoisers.dense(64).at(0)
