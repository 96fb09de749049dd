"""The networks: maps of the plane that are set up alike by the same seed, and can be kept."""

import pytest
import torch

from dae_helpers import fields, models

X = torch.rand(20, 2, generator=torch.Generator().manual_seed(0)) * 3 - 1.5
BOTH = pytest.mark.parametrize("kind", [models.DAE, models.ConditionalDAE])


def as_map(model):
    return model.at(0.1) if isinstance(model, models.ConditionalDAE) else model


@BOTH
def test_a_network_maps_each_point_by_itself(kind):
    r = as_map(kind())
    one_by_one = torch.cat([r(x) for x in X.split(1)])
    torch.testing.assert_close(r(X), one_by_one, atol=1e-5, rtol=0)


@BOTH
@pytest.mark.parametrize("d", [1, 2, 64])
@pytest.mark.parametrize("hidden", [(5, 7), [8]])
def test_the_hidden_sizes_and_the_dimension_are_those_asked_for(kind, hidden, d):
    layers = [m for m in kind(hidden=hidden, d=d).modules() if isinstance(m, torch.nn.Linear)]
    assert [layer.out_features for layer in layers] == [*hidden, d]
    assert as_map(kind(d=d))(torch.zeros(3, d)).shape == (3, d)


@BOTH
def test_a_network_can_be_saved_and_loaded(kind, tmp_path):
    model = kind(hidden=(8, 8), seed=1)
    torch.save(model.state_dict(), tmp_path / "model.pt")
    other = kind(hidden=(8, 8), seed=2)
    other.load_state_dict(torch.load(tmp_path / "model.pt", weights_only=True))
    assert as_map(other)(X).equal(as_map(model)(X))


def test_a_denoiser_is_the_identity_plus_the_arrow_it_outputs():
    model = models.DAE()
    torch.testing.assert_close(model(X) - X, model.arrow(X), atol=1e-6, rtol=0)


def test_at_a_noise_level_a_conditional_denoiser_is_a_map():
    model = models.ConditionalDAE()
    r = model.at(0.2)
    assert r(X).equal(model(X, 0.2))
    assert r(X).equal(model(X, torch.full((20, 1), 0.2)))
    assert fields.on_grid(r, n=3).arrows.shape == (9, 2)


def test_each_point_can_have_a_noise_level_of_its_own():
    model = models.ConditionalDAE()
    levels = torch.linspace(0.02, 0.5, 20).unsqueeze(1)
    one_by_one = torch.cat([model(x, s.item()) for x, s in zip(X.split(1), levels)])
    torch.testing.assert_close(model(X, levels), one_by_one, atol=1e-5, rtol=0)


def test_the_arrow_of_a_conditional_denoiser_vanishes_with_the_noise():
    arrows = [(models.ConditionalDAE().at(s)(X) - X).norm(dim=1).max().item() for s in (1e-1, 1e-3, 1e-5)]
    assert arrows[1] < 0.1 * arrows[0]
    assert arrows[2] < 1e-3 * arrows[0]
