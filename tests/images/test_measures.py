"""The measures: known answers where there are any."""

import pytest
import torch
from torch import nn

from dae_helpers.family import out_of_distribution, surfaces
from dae_helpers.images import measures
from dae_helpers.images.digits import Digits


def normal(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_doing_nothing_leaves_every_direction_and_projecting_leaves_its_own():
    x = normal(3000, 7)
    assert measures.dimension(nn.Identity(), x, 0.1) == pytest.approx(7, rel=0.01)
    flat = x * torch.tensor([1, 1, 0, 0, 0, 0, 0])
    assert measures.dimension(lambda x: x * (flat[0] != 0), flat, 0.1) == pytest.approx(2, rel=0.02)


def test_a_probe_finds_what_is_there_and_nothing_in_noise():
    y = torch.arange(600) % 10
    for code, least, most in (
        (nn.functional.one_hot(y, 10) + 0.1 * normal(600, 10), 0.99, 1),
        (normal(600, 10, seed=1), 0, 0.25),
    ):
        data = Digits(code[:300], y[:300], code[300:], y[300:])
        assert least <= measures.probe(nn.Identity(), data) <= most


def test_neighbours_and_overlaps_are_counted():
    code = torch.tensor([[0.0], [0.1], [5.0], [5.1], [9.0], [9.2]])
    y = torch.tensor([3, 3, 5, 8, 8, 5])
    assert measures.neighbour_accuracy(code, y) == pytest.approx(2 / 6)
    assert measures.overlaps(code, y) == [((5, 8), 4)]


def test_mmd_is_zero_for_one_distribution_and_grows_with_the_distance():
    x, y = normal(800, 3), normal(800, 3, seed=1)
    near, far, further = (measures.mmd(x + shift, y) for shift in (0, 0.5, 2))
    assert abs(near) < 0.005
    assert 0.02 < far < further


def test_the_nearest_image_and_its_place():
    images = normal(50, 4)
    away, place = measures.nearest(images[[3, 7]] + 0.01, images)
    assert place.tolist() == [3, 7]
    assert away.tolist() == pytest.approx([0.02, 0.02], abs=1e-5)


def test_the_jacobian_of_a_linear_code_is_its_matrix():
    w = normal(3, 5)
    length = measures.jacobian_norm(lambda x: x @ w.T, normal(10, 5))
    assert length == pytest.approx(w.norm().item(), rel=1e-5)


def test_points_lie_on_their_surfaces():
    x = surfaces.sphere(500, 5, 10)
    assert torch.allclose(x.norm(dim=1), torch.ones(500), atol=1e-5)
    assert torch.linalg.matrix_rank(torch.cat([x, surfaces.sphere(500, 5, 10, seed=1)])) == 6
    x = surfaces.torus(20_000)
    out = x[:, :2].norm(dim=1)
    assert torch.allclose((out - 1).square() + x[:, 2].square(), torch.full((20_000,), 0.16), atol=1e-4)
    assert (out > 1).float().mean().item() == pytest.approx(0.5 + 0.4 / torch.pi, abs=0.01)


@pytest.mark.parametrize(("side", "left", "top"), [(8, 2, 1), (28, 10, 5)])
def test_what_a_pen_draws_is_as_large_and_as_dark_as_the_images(side, left, top):
    box = torch.zeros(side, side)
    box[top : side - top, left : side - left] = 0.5
    for signs in (out_of_distribution.LETTERS, out_of_distribution.DIGITS):
        drawn = out_of_distribution.drawn(signs, box.view(1, -1), 60)
        assert drawn.shape == (60, side**2)
        assert drawn.min() == 0
        assert 0.8 < drawn.max() <= 1
        assert drawn.mean().item() == pytest.approx(box.mean().item(), rel=0.2)
        inked = drawn.mean(dim=0).view(side, side) > 0.2
        for axis, margin in ((0, left), (1, top)):
            places = inked.any(dim=axis).nonzero()
            assert (places.min() - margin).abs() <= side // 14 + 1
            assert (side - 1 - places.max() - margin).abs() <= side // 14 + 1
