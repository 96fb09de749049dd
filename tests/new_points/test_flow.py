"""The flow's figures and texts: bent paths, one field under many names, near or even after few steps."""

import re
from functools import cache, partial

import numpy as np
import pytest
import torch

from dae_helpers import flow, manifolds, models, oracle, training
from dae_helpers.clouds import measures
from dae_helpers.new_points import explorers, few_steps, one_path

SPIRAL = manifolds.spiral()
at = cache(partial(oracle.PosteriorMean, SPIRAL))
exact = partial(flow.velocity, at)
three_seeds = pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))]
)


def noise(seed, n=1000):
    return torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))


def test_the_straight_lines_pass_through_the_point_and_the_arrow_leads_where_they_lead_on_average():
    scene = explorers.one_path(SPIRAL).scene
    left = scene.figure.axes[0]
    for t, start in [(0.999, "1.4 0.3"), (0.5, "1.4 0.3"), (0.25, "-1 -0.7")]:
        _, caption = scene.png(t=t, point=start)
        lines = next(each for each in left.collections if hasattr(each, "get_segments"))
        ends = np.stack(lines.get_segments())  # (lines, 2, 2): from the data to the noise
        x, end = [each.get_xydata()[0] for each in left.lines if each.get_marker() == "o"]
        np.testing.assert_allclose(end, np.fromstring(start, sep=" "), atol=1e-6)
        np.testing.assert_allclose(
            (1 - t) * ends[:, 0] + t * ends[:, 1], np.tile(x, (len(ends), 1)), atol=1e-4
        )
        p = np.exp(-0.5 * np.square(ends[:, 1]).sum(axis=1))  # how probable each line's noise is
        told = [float(each) for each in re.search(r"to \((.*?), (.*?)\)", caption).groups()]
        np.testing.assert_allclose(p @ ends[:, 0] / p.sum(), told, atol=0.03)


def test_the_path_ends_where_a_finer_walk_does():
    _, caption = explorers.one_path(SPIRAL).scene.png(t=0.5, point="1.4 0.3")
    told = [float(each) for each in re.search(r"ends at \((.*?), (.*?)\)", caption).groups()]
    end = flow.heun(exact, flow.times(100), torch.tensor([[1.4, 0.3]]))[-1, 0]
    assert told == pytest.approx(end.tolist(), abs=0.02)


def test_what_a_velocity_is_told_to_miss_is_its_denoisers_excess_risk():
    network = models.ConditionalDAE(seed=0)
    shown = {"exact": exact, "untrained": partial(flow.velocity, network.at)}
    _, caption = few_steps.velocities(SPIRAL, shown, t=0.5)
    told = [float(each) for each in re.findall(r"([\d.]+)%", caption)]
    risk = oracle.excess_risk(network.at(1.0), SPIRAL, 1.0)
    assert told == pytest.approx([0, 100 * risk], rel=1e-3, abs=0.01)


@three_seeds
def test_in_few_evaluations_straight_steps_are_nearer_and_heuns_more_even(seed):
    near, crowded = measures(flow.euler(exact, flow.times(8), noise(seed))[-1], SPIRAL)
    far, even = measures(flow.heun(exact, flow.times(4), noise(seed))[-1], SPIRAL)
    assert near < 0.002 < 0.005 < far
    assert even < 3 < crowded
    assert measures(flow.euler(exact, flow.times(4), noise(seed))[-1], SPIRAL)[0] > 0.01


def test_the_clouds_are_those_after_as_many_evaluations_as_they_are_said_to_be():
    asked = []

    def v(x, t):
        asked.append(t)
        return 0 * x

    made = few_steps.walks(v, noise(0, 4))
    assert len(asked) == sum(n for clouds in made.values() for n in clouds)
    assert {name: max(clouds) for name, clouds in made.items()} == {"DDIM": 64, "Heun": 63}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_after_reflow_one_evaluation_is_near_and_even(seed):
    first, second = models.ConditionalDAE(seed=seed), models.ConditionalDAE(seed=seed)
    for _ in training.descend(first, flow.matching(SPIRAL, 1024, seed), 600):
        pass
    start = noise(100 + seed, 4000)
    ends = flow.heun(flow.matched(first), flow.times(32), start)[-1]
    for _ in training.descend(second, flow.coupled(ends, start, 1024, seed), 600):
        pass
    walk = flow.euler(flow.matched(second), flow.times(16), noise(seed))
    near, even = measures(flow.euler(flow.matched(second), flow.times(1), noise(seed))[-1], SPIRAL)
    assert near < 0.02
    assert even < 2.5
    lengths = walk.diff(dim=0).norm(dim=2).sum(dim=0) / (walk[-1] - walk[0]).norm(dim=1)
    assert lengths.median() < 1.01
    bent = flow.euler(exact, flow.times(32), noise(seed))
    assert (bent.diff(dim=0).norm(dim=2).sum(dim=0) / (bent[-1] - bent[0]).norm(dim=1)).median() > 1.5


def test_x_t_has_the_density_of_smaller_data_with_noise_t():
    t, x = 0.3, noise(0, 50)
    scaled, known = one_path.at_time(at(t / (1 - t)), t), at(t / (1 - t))
    torch.testing.assert_close(scaled(x), (1 - t) * known(x / (1 - t)), atol=1e-5, rtol=0)
