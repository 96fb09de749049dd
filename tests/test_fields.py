"""Fields, paths and Jacobians of any map, learned or exact."""

import math
from itertools import pairwise

import pytest
import torch

from dae_helpers import fields, manifolds, models, oracle

MATRIX = torch.tensor([[0.5, 0.2], [-0.1, 0.3]])
X = torch.rand(30, 2, generator=torch.Generator().manual_seed(0)) * 3 - 1.5


def linear(x):
    return x @ MATRIX.T


def test_the_tip_of_each_arrow_is_where_the_map_sends_its_tail():
    field = fields.on_grid(linear, extent=1.2, n=7)
    assert field.points.shape == field.arrows.shape == (49, 2)
    torch.testing.assert_close(field.points + field.arrows, linear(field.points))
    for coordinate in field.points.T:
        torch.testing.assert_close(coordinate.unique(), torch.linspace(-1.2, 1.2, 7))
    assert len(field.points.unique(dim=0)) == 49


def test_a_field_of_a_network_carries_no_gradients():
    assert not fields.on_grid(models.DAE(), n=3).arrows.requires_grad
    assert not fields.path(models.DAE(), X, steps=2).requires_grad


def test_a_path_begins_at_its_start_and_each_step_follows_the_arrow():
    visited = fields.path(linear, X, steps=6)
    assert visited.shape == (7, 30, 2)
    assert visited[0].equal(X)
    for here, there in pairwise(visited):
        torch.testing.assert_close(there, linear(here))


@pytest.mark.parametrize(("sigma", "ring"), [(0.1, 0.995), (0.3, 0.951), (0.5, 0.831)])
def test_the_arrows_of_the_circle_lead_to_a_smaller_ring(sigma, ring):
    start = torch.tensor([[1.5, 0.0], [0.0, -0.6], [-0.2, 0.1], [0.9, 0.9]])
    end = fields.path(oracle.PosteriorMean(manifolds.circle(), sigma), start, steps=60)[-1]
    torch.testing.assert_close(end.norm(dim=1), torch.full((4,), ring), atol=6e-4, rtol=0)
    # Straight in or out: the direction stays.
    torch.testing.assert_close(end / ring, start / start.norm(dim=1, keepdim=True), atol=1e-3, rtol=0)


def test_beyond_the_critical_noise_the_circle_has_no_ring_left():
    # κ = ρ/σ² and I₁(κ)/I₀(κ) ≈ κ/2: a ring exists iff σ < 1/√2.
    start = torch.tensor([[1.0, 0.5]])
    ends = [
        fields.path(oracle.PosteriorMean(manifolds.circle(), sigma), start, steps=100)[-1].norm().item()
        for sigma in (0.98 / math.sqrt(2), 1.05 / math.sqrt(2))
    ]
    assert ends[0] > 0.1
    assert ends[1] < 1e-3


@pytest.mark.parametrize("d", [1, 2, 10])
def test_paths_and_jacobians_are_those_of_any_dimension(d):
    matrix = torch.rand(d, d, generator=torch.Generator().manual_seed(0)) / d
    x = torch.ones(4, d)
    torch.testing.assert_close(fields.jacobian(lambda x: x @ matrix.T, x), matrix.expand(4, d, d))
    torch.testing.assert_close(fields.path(lambda x: x @ matrix.T, x, 2)[2], x @ (matrix @ matrix).T)


def test_the_jacobian_is_that_of_each_point():
    # r(x, y) = (x², xy): rows (2x, 0) and (y, x).
    found = fields.jacobian(lambda p: torch.stack([p[:, 0] ** 2, p[:, 0] * p[:, 1]], dim=1), X)
    x, y = X.T
    expected = torch.stack([torch.stack([2 * x, 0 * x], dim=1), torch.stack([y, x], dim=1)], dim=1)
    torch.testing.assert_close(found, expected)


def test_the_jacobian_of_a_network_may_be_lopsided_while_the_oracles_is_not():
    def lopsided(r):
        found = fields.jacobian(r, X)
        return (found - found.mT).abs().max().item()

    assert lopsided(models.DAE()) > 1e-3
    assert lopsided(oracle.PosteriorMean(manifolds.spiral(), 0.2)) < 1e-4


@pytest.mark.parametrize("r", [torch.zeros_like, lambda x: torch.from_numpy(x.detach().numpy().round())])
def test_a_map_that_torch_cannot_differentiate_has_no_jacobian(r):
    with pytest.raises(ValueError, match="r must be differentiable"):
        fields.jacobian(r, X)
