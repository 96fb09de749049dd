"""The best map for masking: a mean over the points of the curve that share what was kept."""

import pytest
import torch

from dae_helpers import corruption, manifolds, oracle

CIRCLE, SPIRAL, LINE = manifolds.circle(), manifolds.spiral(), manifolds.line()
RISING = manifolds.through([[-1.2, -1.0], [-0.3, -0.4], [0.4, 0.2], [1.1, 1.2]])


def test_on_a_rising_curve_the_lost_coordinate_is_found_again():
    x = RISING.sample(500, seed=0)
    for lost in (0, 1):
        x_noisy = x.clone()
        x_noisy[:, lost] = 0
        assert torch.allclose(oracle.masking_mean(RISING)(x_noisy), x, atol=1e-4)


def test_on_the_circle_a_masked_point_is_best_left_alone():
    x_noisy = corruption.masking(CIRCLE.sample(500, seed=1), 0.5, seed=2)
    assert torch.allclose(oracle.masking_mean(CIRCLE)(x_noisy), x_noisy, atol=1e-4)


def test_where_all_is_lost_the_mean_is_the_answer():
    nothing = torch.zeros(1, 2)
    mean = SPIRAL.points(100_000).double().mean(dim=0)
    assert torch.allclose(oracle.masking_mean(SPIRAL)(nothing)[0].double(), mean, atol=1e-4)
    assert torch.allclose(oracle.masking_mean(LINE)(nothing), nothing, atol=1e-6)


@pytest.mark.parametrize("lost", [0, 1])
def test_on_the_spiral_it_is_the_mean_of_many_points_of_that_height(lost):
    """E[x | y < its other coordinate < y + h] by brute force, for a small h."""
    x = SPIRAL.points(2_000_000)
    for y in (-0.9, -0.3, 0.2, 0.7):
        near = x[(x[:, 1 - lost] - y).abs() < 0.002]
        x_noisy = torch.zeros(1, 2)
        x_noisy[0, 1 - lost] = y
        guess = oracle.masking_mean(SPIRAL)(x_noisy)[0]
        assert guess[lost].item() == pytest.approx(near[:, lost].mean().item(), abs=2e-3)
        assert guess[1 - lost].item() == pytest.approx(y)


def test_no_map_does_better_on_masked_points():
    """r* leaves nothing that depends on x̃: E⟨r*(x̃) − x, h(x̃)⟩ = 0 for any h."""
    x = SPIRAL.sample(8000, seed=3)
    x_noisy = corruption.masking(x, 0.5, seed=4)
    left = oracle.masking_mean(SPIRAL)(x_noisy) - x
    for h in (x_noisy, x_noisy.flip(1), x_noisy.sin(), x_noisy.abs() - 0.5):
        assert (left * h).sum(dim=1).mean().abs() < 0.015


def test_beyond_the_curve_the_nearest_height_counts():
    top = RISING.vertices[:, 1].max().item()
    above = oracle.masking_mean(RISING)(torch.tensor([[0.0, 3.0], [0.0, top]]))
    assert torch.allclose(above[0, 0], above[1, 0], atol=1e-3)
    assert above.isfinite().all()


def test_of_a_level_stretch_the_middle_is_the_answer_and_not_the_one_point_that_passes():
    """A level stretch holds a share of all points at one height; nothing beside it counts there."""
    bent = manifolds.through([[-0.5, -1], [0, -1], [0.5, -1], [1, -1], [1, -0.5], [1, 0], [1, 0.5], [1, 1]])
    x = bent.sample(4000, seed=6).double()
    x_noisy = x.clone()
    x_noisy[:, 0] = 0
    level = (x[:, 1] + 1).abs() < 1e-6
    guess = oracle.masking_mean(bent)(x_noisy)
    assert 0.2 < level.double().mean() < 0.4
    assert (guess[level, 0] - x[level, 0].mean()).abs().max() < 0.05
    upright = x[:, 1] > 0
    assert torch.allclose(guess[upright], x[upright], atol=1e-4)


@pytest.mark.parametrize("curve", [LINE, manifolds.through([[-1, -1], [1, -1]])], ids=["line", "low line"])
def test_on_a_level_line_every_answer_is_a_point_of_it(curve):
    x_noisy = torch.cat(
        [corruption.masking(curve.sample(1000), 0.5), torch.tensor([[0.0, 0.5], [0.0, -9.0]])]
    )
    guess = oracle.masking_mean(curve)(x_noisy)
    height = curve.vertices[0, 1].item()
    lost_first = (x_noisy[:, 0] == 0) & (x_noisy[:, 1] != 0)
    assert guess.isfinite().all()
    assert guess[lost_first, 0].abs().max() < 1e-3
    assert (guess[x_noisy[:, 1] == 0, 1] - height).abs().max() < 1e-6
