"""What goes on from new points: a start from far away, and corrupting and drawing again."""

import pytest
import torch

from dae_helpers import corruption, manifolds, oracle, sampling
from dae_helpers.closer_look import far

SPIRAL = manifolds.spiral()
three_seeds = pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))]
)


@three_seeds
def test_the_exact_arrows_lead_every_point_home_from_far_away(seed):
    best, g = oracle.PosteriorMean(SPIRAL, 0.1), torch.Generator().manual_seed(seed)
    start = 2.4 * torch.randn(500, 2, generator=g)
    end = sampling.langevin(best, 0.1, start, steps=120, seed=seed)[-1]
    assert sampling.nearest(end, SPIRAL)[0].max() < far.STRAY


def test_strays_are_counted_and_so_are_those_beyond_the_frame():
    points = torch.cat([SPIRAL.sample(8), torch.tensor([[3.0, 0.0], [0.0, 20.0]])])
    _, caption = far.from_far(SPIRAL, points, {"learned": points, "exact": SPIRAL.sample(10)})
    assert caption.endswith("Of 10 points: learned 2, 1 of them beyond the frame; exact none.")


@three_seeds
def test_many_means_end_between_the_arms(seed):
    best, x = oracle.PosteriorMean(SPIRAL, 0.2), SPIRAL.sample(500, seed)
    for k in range(30):
        x = best(corruption.gaussian(x, 0.2, 100 * seed + k))
    assert 0.1 < (sampling.nearest(x, SPIRAL)[0] > 0.15).float().mean() < 0.26
