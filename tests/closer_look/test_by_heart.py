"""Learning by heart: what is measured on the way from the truth to the minimiser, and what is exact."""

import math
import re
from itertools import islice, takewhile

import pytest
import torch

from dae_helpers import manifolds, oracle, sampling
from dae_helpers.closer_look import by_heart

CIRCLE = manifolds.circle()
BEST = oracle.PosteriorMean(CIRCLE, 0.05)


@pytest.mark.slow
def test_a_network_first_learns_the_circle_then_the_points():
    moments = list(takewhile(lambda m: m.step <= 700, by_heart.learning(CIRCLE.sample(12, seed=0), BEST)))
    least = min(moments, key=lambda m: m.risk)
    assert least.copied < 0.2
    assert moments[0].risk > 1.5 * least.risk
    assert moments[-1].risk > 2 * least.risk
    assert moments[-1].copied > 0.5
    assert by_heart.copying_time(moments) == next(m.step for m in moments if m.copied >= 0.5)


@pytest.mark.parametrize(("n", "copied"), [(8, 1.0), (400, 0.0)])
def test_the_minimiser_has_gone_all_the_way_and_the_truth_no_step(monkeypatch, n, copied):
    """In place of the network stands the minimiser of the same points, or the truth."""
    points = CIRCLE.sample(8, seed=1)
    exact = by_heart.few(points, 0.05) if copied else BEST

    class Exact(torch.nn.Module):
        def __init__(self, **_):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(()))

        def forward(self, x):
            return exact(x) * (1 + 0 * self.weight)

    monkeypatch.setattr(by_heart, "DAE", Exact)
    (moment,) = islice(by_heart.learning(points, BEST), 1)
    assert moment.copied == pytest.approx(copied, abs=1e-5)
    assert (moment.risk > 1) == bool(copied)


def test_a_power_law_is_given_its_own_slope():
    _, caption = by_heart.over_n({n: [3 * n**2, 3 * n**2] for n in (8, 12, 20)})
    assert caption.endswith("has the slope 2.0.")


def test_collapse_is_where_as_many_places_as_points_can_be_told_apart_and_speciation_where_the_middle_tips():
    _, caption = by_heart.twins(CIRCLE, (10, 100), sampling.levels(3, 0.005, 16))
    ten, hundred = (float(level) for level in re.findall(r"([\d.]+) for n", caption))
    for level, n in [(ten, 10), (hundred, 100)]:  # a place on a curve is √(2πe)·σ long
        assert level == pytest.approx(CIRCLE.length / n / math.sqrt(2 * math.pi * math.e), rel=0.05)
    species = float(re.search(r"vertical\): σ = ([\d.]+)", caption)[1])
    points, middle = CIRCLE.sample(100, seed=4), torch.zeros(1, 2, dtype=torch.float64)
    assert species == pytest.approx(math.sqrt(0.5), rel=0.1)
    # A step away from the mean grows by Λ/σ² there: the largest gain passes 1 near this level
    low, high = (
        torch.linalg.eigvalsh(by_heart.few(points, s).covariance(middle)[0])[-1] / s**2
        for s in (0.85 * species, 1.15 * species)
    )
    assert low > 1 > high
