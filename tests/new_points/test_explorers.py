"""The explorers of new points: one that walks, many that fall."""

import re

import pytest
import torch

from dae_helpers import density, manifolds, oracle, sampling
from dae_helpers.new_points import explorers, walker

CIRCLE = manifolds.circle()


def test_the_walkers_walk_is_the_one_that_langevin_takes_with_the_exact_arrows():
    for sigma, alpha in [(0.3, 0.3), (0.05, 0.05), (0.5, 1.0)]:
        visited, turns, _ = walker.walk(sigma, alpha)
        best, start = oracle.PosteriorMean(CIRCLE, sigma), torch.tensor([walker.START])
        walked = sampling.langevin(best, sigma, start, walker.STEPS, alpha, seed=3)[:, 0]
        torch.testing.assert_close(visited, walked, atol=1e-4, rtol=0)
        wanted = visited[:-1] + alpha * (best(visited[:-1]) - visited[:-1])
        torch.testing.assert_close(turns, wanted, atol=1e-5, rtol=0)


def test_the_walker_tells_how_much_of_its_walk_was_on_the_hills():
    scene = explorers.walker().scene
    captions = {step: scene.png(sigma=0.3, alpha=0.3, step=step)[1] for step in (0, 5, walker.STEPS)}
    assert captions[0].startswith("After 0 steps at σ = 0.3, α = 0.3: 0% ")
    share = int(re.search(r"(\d+)% of the places", captions[walker.STEPS])[1])
    assert 80 < share < 95


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_many_walking_points_lie_where_the_density_says(seed):
    """Nine in ten on the hills that hold 90% of all noisy points, but for the width that α adds."""
    best, start = oracle.PosteriorMean(CIRCLE, 0.3), torch.tensor([walker.START]).repeat(500, 1)
    end = sampling.langevin(best, 0.3, start, steps=200, alpha=0.1, seed=seed)[-1]
    level = density.landscape(best, ((-1.6, 1.6), (-1.6, 1.6))).levels[density.SHARES.index(0.9)]
    assert (best.log_density(end).exp() > level).float().mean().item() == pytest.approx(0.9, abs=0.035)


def test_the_falling_points_caption_tells_their_distance_how_evenly_they_lie_and_the_level(walks):
    curve, _, walked = walks
    scene = explorers.falling(*walks).scene
    for step, level in [(0, 0.5), (1, 0.5), (4, 0.5), (5, 0.2), (12, 0.05)]:
        found = [float(number) for number in re.findall(r"\d+\.\d+|\d+", scene.png(step=step)[1])]
        assert found[:3] == [step, 12, level]
        for k, walk in enumerate(walked.values()):
            distances, places = sampling.nearest(walk[step], curve)
            counts = torch.histc(places, 20, 0, 1)
            median, fewest, most = found[3 + 3 * k : 6 + 3 * k]
            assert median == pytest.approx(distances.median().item(), abs=6e-4)
            assert (fewest, most) == (counts.min(), counts.max())
        assert found[-1] == 40 / 20


def test_points_are_coloured_by_the_turn_of_the_spiral_on_which_they_end():
    spiral, u = manifolds.spiral(), torch.linspace(0, 1, 40)
    walk = torch.stack([*torch.randn(12, 40, 2, generator=torch.Generator().manual_seed(0)), spiral.at(u)])
    scene = explorers.falling(spiral, [0.5, 0.2, 0.05], {"known": walk}).scene
    scene.png(step=4)
    drawn = [line.get_xydata() for line in scene.figure.axes[0].lines if line.get_marker() == "o"]
    end_inside = walk[-1].norm(dim=1) < 0.75  # radius 0.25 + 1/2, after one turn of two
    for points, wanted in zip(drawn, (walk[4][end_inside], walk[4][~end_inside])):
        torch.testing.assert_close(torch.tensor(points, dtype=torch.float32), wanted)
