"""From arrows to new points: what its figures and texts claim holds for five seeds, not for a lucky one."""

import re

import pytest
import torch

from dae_helpers import clouds, corruption, fields, manifolds, oracle, sampling
from dae_helpers.new_points import samples, two_lines

CIRCLE, SPIRAL = manifolds.circle(), manifolds.spiral()
SIGMAS = sampling.levels(0.5, 0.02)
three_seeds = pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))]
)


def noise(seed, n=500, size=0.6):
    return size * torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))


def exact(sigma):
    return oracle.PosteriorMean(SPIRAL, sigma)


def told(caption):
    """The measures in a caption: {title: (median distance, unevenness)}."""
    each = re.findall(r"(?:unevenness\.|;) (.*?): ([\d.]+) and (\d+\.\d)", caption)
    return {title: (float(distance), float(uneven)) for title, distance, uneven in each}


def test_of_the_three_clouds_one_is_near_one_is_even_and_one_is_both():
    _, caption = samples.aims(SPIRAL)
    found = told(caption.split("In 40")[0])
    near, even = ({name: values[k] for name, values in found.items()} for k in (0, 1))
    assert max(near["A"], near["C"]) < 0.02 < 0.05 < near["B"]
    assert max(even["B"], even["C"]) < 2 < 50 < even["A"]
    mean, least, most = map(float, re.findall(r"\d+\.\d+", caption.split("In 40")[1]))
    assert mean == pytest.approx(1, abs=0.1)
    assert least < 1 < most < 2.5


def test_the_caption_and_the_bars_below_a_cloud_are_its_measures():
    shown = {
        "first": SPIRAL.sample(300, seed=1),
        "second": corruption.gaussian(SPIRAL.sample(300, seed=2), 0.1),
    }
    fig, caption = clouds.measured(SPIRAL, shown, [0.1, 0.1], wanted="second")
    for k, (title, points) in enumerate(shown.items()):
        distances, places = sampling.nearest(points, SPIRAL)
        measures = distances.median().item(), sampling.unevenness(places)
        assert told(caption)[title] == pytest.approx(measures, abs=0.051)
        bars = [bar.get_height() for bar in fig.axes[len(shown) + k].patches]
        assert len(bars) == clouds.STRETCHES
        assert sum(bars) == len(points)


def test_a_bar_that_leaves_its_frame_has_its_count_written_on_it():
    at_one_place = SPIRAL.at(torch.full((300,), 0.5))
    fig, _ = clouds.measured(SPIRAL, {"even": SPIRAL.sample(300, seed=1), "at one place": at_one_place})
    assert [[text.get_text() for text in bars.texts] for bars in fig.axes[2:]] == [[], ["300"]]


@three_seeds
def test_the_exact_map_repeated_keeps_each_points_direction_on_the_circle(seed):
    start = noise(seed, n=100)
    end = fields.path(oracle.PosteriorMean(CIRCLE, 0.2), start, steps=300)[-1]
    cosine = torch.nn.functional.cosine_similarity(start, end)
    assert cosine.min() > 0.999
    assert 0.95 < end.norm(dim=1).min() <= end.norm(dim=1).max() < 1


@three_seeds
def test_with_little_noise_points_are_near_but_crowded_and_with_more_they_are_even_but_blurred(seed):
    walks = [sampling.langevin(exact(s), s, noise(seed, n=300), steps=120, seed=seed) for s in (0.02, 0.1)]
    (near, crowded), (far, even) = (clouds.measures(walk[-1], SPIRAL) for walk in walks)
    assert near < 0.02 < 0.05 < far
    assert crowded > max(3, 2 * even)


def test_the_best_guess_for_two_lines_is_a_mean_of_each_lines_own():
    x = noise(0, n=200, size=1.0)
    up, down = (oracle.PosteriorMean(line, 0.3) for line in two_lines.LINES)
    odds = up.log_density(x) - down.log_density(x) + torch.tensor(0.8 / 0.2).log()
    w = odds.sigmoid().unsqueeze(1)
    torch.testing.assert_close(two_lines.best(0.3)(x), w * up(x) + (1 - w) * down(x), atol=1e-5, rtol=1e-4)


@three_seeds
def test_at_one_level_the_share_of_each_piece_stays_and_with_falling_levels_it_comes_out(seed):
    start = noise(seed, n=200, size=1.0)
    one = sampling.langevin(two_lines.best(0.1), 0.1, start, steps=60, seed=seed)[-1]
    many = sampling.annealed(two_lines.best, sampling.levels(1.0, 0.1, 8), start, steps=30, seed=seed)[-1]
    before, stayed, found = ((points[:, 1] > 0).float().mean().item() for points in (start, one, many))
    assert stayed == pytest.approx(before, abs=0.02)
    assert found == pytest.approx(0.8, abs=0.1)


@three_seeds
def test_without_fresh_noise_the_variety_of_the_start_is_lost(seed):
    x = noise(seed, n=200)
    for best in map(exact, SIGMAS):
        x = fields.path(lambda at, best=best: at + 0.2 * (best(at) - at), x, steps=20)[-1]
    assert clouds.measures(x, SPIRAL)[1] > 20 > 2 > clouds.measures(SPIRAL.sample(200, seed), SPIRAL)[1]


@three_seeds
def test_with_few_levels_the_sampler_without_chance_lands_on_the_spiral_unevenly(seed):
    """And with twenty nearly evenly."""
    measured = {}
    for n in (5, 20):
        levels = [*sampling.levels(3, 0.02, n), 0.0]
        new = sampling.ddim(exact, levels, noise(seed, n=1000, size=3.0))[-1]
        near, measured[n] = clouds.measures(new, SPIRAL)
        assert near < 0.002
    assert measured[5] > 15 > 4 > measured[20]
