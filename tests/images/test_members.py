"""The members' losses: each is what its formula says."""

import math

import pytest
import torch
from torch import nn

from dae_helpers import corruption
from dae_helpers.family.exercises.contraction import contraction
from dae_helpers.images import measures, members, networks

X = torch.rand(50, 16, generator=torch.Generator().manual_seed(0))


def g():
    return torch.Generator().manual_seed(1)


def test_a_copy_costs_nothing_and_a_denoiser_is_compared_with_the_clean_image():
    assert members.plain(nn.Identity(), X, g()) == 0
    loss = members.denoising(corruption.gaussian, 0.3)(nn.Identity(), X, g())
    assert loss == (0.3 * torch.randn(X.shape, generator=g())).square().mean()


def test_the_penalty_counts_every_unit_that_is_active():
    model = networks.Autoencoder(nn.Identity(), nn.Identity())
    assert members.sparse(0.1)(model, X, g()).item() == pytest.approx(0.1 * X.mean().item())


def test_the_contraction_by_random_directions_is_the_one_of_the_formula():
    layer = networks.dense((16, 8), code=nn.Sigmoid()).encoder
    x = X.repeat(400, 1).requires_grad_()
    exact = contraction(layer(X), layer[0].weight).mean().item()
    assert measures.jacobian_norm(layer, X) ** 2 == pytest.approx(exact, rel=1e-5)
    assert members.contraction(layer(x), x, g()).item() == pytest.approx(exact, rel=0.02)


def test_the_bound_is_below_the_evidence_where_the_evidence_is_known():
    """A decoder that ignores its code: then −log p(x) is the reconstruction, and the KL term is lost."""
    decoder = nn.Linear(3, 16)
    nn.init.zeros_(decoder.weight)
    model = networks.Autoencoder(networks.Gaussians(nn.Linear(16, 6)), decoder)
    reconstruction, kl = members.bound(model, X, g())
    exact = -torch.distributions.Normal(decoder.bias, members.SPREAD).log_prob(X).sum(dim=1).mean()
    assert reconstruction.item() == pytest.approx(exact.item(), rel=1e-5)
    mean, log_var = model.encoder.both(X)
    q = torch.distributions.Normal(mean, (log_var / 2).exp())
    expected = torch.distributions.kl_divergence(q, torch.distributions.Normal(0, 1)).sum(dim=1).mean()
    assert kl.item() == pytest.approx(expected.item(), rel=1e-5)
    whole = members.variational(beta=3)(model, X, g())
    assert whole.item() == pytest.approx((reconstruction + 3 * kl).item(), rel=1e-5)


def test_every_level_of_noise_is_drawn_evenly_in_its_logarithm():
    seen = []

    class Spy(nn.Module):
        def forward(self, x_noisy, sigma):
            seen.append(sigma)
            return x_noisy

    members.denoising_all(0.1, 1)(Spy(), X.repeat(200, 1), g())
    u = seen[0].log() / math.log(0.1)
    assert (u.min() >= 0, u.max() <= 1) == (True, True)
    assert u.mean().item() == pytest.approx(0.5, abs=0.02)


def test_what_each_corruption_does():
    peppered = members.salt_and_pepper(X, 0.3, g())
    changed = peppered != X
    assert set(peppered[changed].tolist()) == {0, 1}
    assert changed.float().mean().item() == pytest.approx(0.3, abs=0.05)
    many = X[:1].repeat(20_000, 1)
    assert (members.dropout(many, 0.4, g()).mean(dim=0) - X[0]).abs().max() < 0.03
    assert ((members.masking(X, 0.3, g()) == 0).sum(dim=1) == 5).all()
    assert (members.masking(many, 0.3, g()) == 0).float().mean(dim=0).tolist() == pytest.approx(
        [5 / 16] * 16, abs=0.02
    )
    for corrupt in (members.masking, members.salt_and_pepper, members.dropout):
        assert torch.equal(corrupt(X, 0, g()), X)
    assert X.min() > 0  # and none has changed the images themselves
