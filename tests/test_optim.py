"""The optimisers without torch's compiler, held against torch's own."""

import pytest
import torch

from dae_helpers import models, optim

SETTINGS = {
    "Adam": {"lr": 0.01, "betas": (0.9, 0.99), "fused": True},
    "LBFGS": {"lr": 0.1, "line_search_fn": "strong_wolfe"},
}


def trained(kind, **settings) -> tuple[models.DAE, int]:
    """A network after a few steps, and how often its loss was asked for."""
    model, calls = models.DAE(seed=0), 0
    x = torch.randn(64, 2, generator=torch.Generator().manual_seed(0))
    optimiser = kind(model.parameters(), **settings)

    def loss():
        nonlocal calls
        calls += 1
        optimiser.zero_grad()
        value = (model(x) - x / 2).square().mean()
        value.backward()
        return value

    for _ in range(5):
        optimiser.step(loss)
    return model, calls


@pytest.mark.parametrize("name", SETTINGS)
def test_the_weights_are_those_of_torchs_own_to_the_last_digit(name):
    ours, calls = trained(getattr(optim, name), **SETTINGS[name])
    torchs, calls_of_torchs = trained(getattr(torch.optim, name), **SETTINGS[name])
    assert calls == calls_of_torchs >= 5
    for one, other in zip(ours.parameters(), torchs.parameters()):
        assert one.requires_grad
        assert torch.equal(one, other)
    assert not torch.equal(next(ours.parameters()), next(models.DAE(seed=0).parameters()))
