"""The optimisers: torch's own without its compiler, to the last digit; and Muon's directions."""

import pytest
import torch

from dae_helpers import manifolds, models, optim, training
from dae_helpers.optim import Muon, orthogonalized


def trained(kind) -> models.DAE:
    """A network after a few steps."""
    model = models.DAE(seed=0)
    x = torch.randn(64, 2, generator=torch.Generator().manual_seed(0))
    optimiser = kind(model.parameters(), lr=0.01, betas=(0.9, 0.99), fused=True)
    for _ in range(5):
        optimiser.zero_grad()
        (model(x) - x / 2).square().mean().backward()
        optimiser.step()
    return model


def test_the_weights_are_those_of_torchs_own_to_the_last_digit():
    for one, other in zip(trained(optim.Adam).parameters(), trained(torch.optim.Adam).parameters()):
        assert one.requires_grad
        assert torch.equal(one, other)
    assert not torch.equal(one, list(models.DAE(seed=0).parameters())[-1])


def matrix(m, n, singular_values):
    """A matrix with these singular values, whose directions are random."""
    g = torch.Generator().manual_seed(0)
    k = len(singular_values)
    u, v = (torch.linalg.qr(torch.randn(size, k, generator=g)).Q for size in (m, n))
    return u @ torch.diag(torch.tensor(singular_values)) @ v.T, u @ v.T


@pytest.mark.parametrize("shape", [(64, 64), (48, 96), (96, 48)])
def test_directions_stay_and_become_nearly_equally_long(shape):
    g, directions = matrix(*shape, [8.0, 4.0, 2.0, 1.0, 0.5])
    values = torch.linalg.svdvals(orthogonalized(g))
    assert ((values[:5] > 0.6) & (values[:5] < 1.25)).all()
    assert (values[5:] < 1e-4).all()
    alike = (orthogonalized(g) * directions).sum() / directions.norm() / orthogonalized(g).norm()
    assert alike > 0.97


@pytest.mark.parametrize("shape", [(64, 64), (48, 64), (8, 8)])
def test_what_is_above_a_sixtieth_of_the_norm_becomes_about_equally_long(shape):
    g = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    before, after = (torch.linalg.svd(each, full_matrices=False) for each in (g, orthogonalized(g)))
    lengths = (before.U.mT @ orthogonalized(g) @ before.Vh.mT).diagonal()[g.norm() / 60 < before.S]
    assert len(lengths) > 0.7 * len(before.S)
    assert ((lengths > 0.6) & (lengths < 1.21)).all()
    assert after.S.max() < 1.21


def test_a_step_does_not_depend_on_the_size_of_the_gradient():
    assert torch.allclose(orthogonalized(torch.eye(3)), orthogonalized(1e6 * torch.eye(3)), atol=1e-5)
    assert orthogonalized(torch.zeros(3, 3)).equal(torch.zeros(3, 3))


def test_a_step_is_as_long_as_its_rate_against_the_gradient():
    w = torch.zeros(4, 4)
    w.grad, _ = matrix(4, 4, [3.0, 2.0, 1.0, 1.0])
    Muon([w]).step(0.1)
    assert torch.linalg.svdvals(w).max() < 0.125
    assert (w * w.grad).sum() < 0


def test_what_has_no_gradient_stays():
    w = torch.ones(3, 3)
    Muon([w]).step(0.1)
    assert w.equal(torch.ones(3, 3))


@pytest.mark.parametrize("hidden", [(8,), (8, 8), (16, 8, 4)])
def test_every_weight_is_trained_by_the_one_or_the_other(hidden):
    model = models.DAE(hidden)
    before = [p.clone() for p in model.parameters()]
    for _ in training.steps(model, manifolds.circle(), 0.1, n_steps=2):
        pass
    assert all((p != b).any() for p, b in zip(model.parameters(), before))
