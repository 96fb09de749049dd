"""Curves: their lengths, their tangents, and points that are spread evenly along them."""

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dae_helpers import manifolds

ZIGZAG = [[-1.2, 0.1], [-0.5, 0.9], [0.0, -0.4], [0.6, 0.8], [1.2, -0.9]]
CURVES = [
    manifolds.line(),
    manifolds.circle(),
    manifolds.spiral(),
    manifolds.through(ZIGZAG),
    manifolds.through(ZIGZAG, closed=True),
]
every_named_curve = pytest.mark.parametrize(
    "curve", [make() for make in manifolds.CURVES.values()], ids=manifolds.CURVES
)
every_curve = pytest.mark.parametrize("curve", CURVES, ids=["line", "circle", "spiral", "open", "closed"])


def spiral_arc(r, turns=2.0):
    """Arc length of the spiral from its centre to radius r: ∫ √(r² + b²) dr / b, with r = ¼ + bθ."""
    b = 1 / (2 * math.pi * turns)
    return r * (r**2 + b**2).sqrt() / (2 * b) + b / 2 * (r / b).asinh()


def spiral_fraction(x):
    """The fraction of the spiral's length that lies before each point, from its distance to the origin."""
    r = torch.cat([torch.tensor([0.25, 1.25]), x.norm(dim=1)]).double()
    start, end, *arcs = spiral_arc(r)
    return (torch.stack(arcs) - start) / (end - start)


def kolmogorov_smirnov(u):
    """√n times the largest gap between the distribution of u and the uniform one on [0, 1]."""
    u, steps = u.double().sort().values, torch.linspace(0, 1, len(u) + 1, dtype=torch.float64)
    return math.sqrt(len(u)) * max((steps[1:] - u).max(), (u - steps[:-1]).max()).item()


# Uniform points exceed this value of the statistic once in a thousand times: 2·exp(−2·1.95²).
KS_LIMIT = 1.95


def test_a_line_is_as_long_as_it_is_asked_to_be_and_a_circle_two_pi_times_its_radius():
    assert manifolds.line(2.5).length == pytest.approx(2.5, abs=1e-12)
    assert manifolds.circle(0.7).length == pytest.approx(2 * math.pi * 0.7, rel=1e-7)


@pytest.mark.parametrize("turns", [0.5, 2.0, 3.5])
def test_the_spiral_has_the_length_that_calculus_gives(turns):
    ends = spiral_arc(torch.tensor([0.25, 1.25], dtype=torch.float64), turns)
    assert manifolds.spiral(turns).length == pytest.approx((ends[1] - ends[0]).item(), rel=1e-6)


@every_named_curve
def test_a_named_curve_knows_its_name_and_whether_it_ends_where_it_starts(curve):
    assert manifolds.named(curve.name) is manifolds.named(curve.name)
    assert manifolds.named(curve.name).vertices.equal(curve.vertices)
    gap = (curve.vertices[-1] - curve.vertices[0]).norm().item()
    assert gap < 1e-12 if curve.closed else gap > 0.5


@every_named_curve
def test_a_drawing_of_a_curve_runs_along_it_from_its_start_to_its_end(curve):
    assert curve.outline.shape == (513, 2)
    assert curve.outline[[0, -1]].equal(curve.vertices[[0, -1]])
    assert curve.outline.diff(dim=0).norm(dim=1).sum().item() == pytest.approx(curve.length, rel=1e-3)


@every_named_curve
def test_the_named_curves_fit_the_square_and_fill_it_and_their_extent_is_tight(curve):
    farthest = curve.points(100_001).abs().max().item()
    assert 1 <= farthest <= 1.5
    assert curve.extent == pytest.approx(farthest, abs=1e-4)


def test_the_ends_of_an_open_curve_are_among_its_points_and_a_closed_one_repeats_none():
    ends = torch.tensor([[0.25, 0.0], [1.25, 0.0]])
    torch.testing.assert_close(manifolds.spiral(2).points(5)[[0, -1]], ends, atol=1e-6, rtol=0)
    quarters = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    torch.testing.assert_close(manifolds.circle().points(4), quarters, atol=1e-6, rtol=0)


@every_curve
def test_neighbours_among_points_are_equally_far_apart(curve):
    assert curve.points(2001).shape == (2001, 2)
    gaps = curve.points(2001).diff(dim=0).norm(dim=1)
    step = curve.length / (2001 if curve.closed else 2000)
    # A chord is a little shorter than its arc, most of all at the zigzag's sharp turns.
    assert gaps.max() <= step * (1 + 1e-3)
    assert gaps.median() == pytest.approx(step, rel=1e-3)
    assert gaps.min() > 0.7 * step


def test_the_tangent_of_a_circle_is_its_radius_turned_by_a_right_angle():
    circle = manifolds.circle(0.8)
    x, y = (circle.points(360) / 0.8).T
    torch.testing.assert_close(circle.tangent(360), torch.stack([-y, x], dim=1), atol=1e-5, rtol=0)


@every_curve
def test_the_tangent_is_the_direction_from_one_point_to_the_next(curve):
    n = 20_001
    x, tangent = curve.points(n).double(), curve.tangent(n).double()
    torch.testing.assert_close(tangent.norm(dim=1), torch.ones(n, dtype=torch.float64), atol=1e-6, rtol=0)
    across = x[2:] - x[:-2]
    cosine = (across * tangent[1:-1]).sum(dim=1) / across.norm(dim=1)
    assert cosine.quantile(0.01) > 0.999
    assert cosine.min() > 0.95


def test_the_tangent_at_the_ends_of_the_spiral_is_that_of_its_formula():
    # γ(θ) = r(cos θ, sin θ) and r' = b give γ' ∝ (b, r) at both ends, where θ is a whole turn.
    b = 1 / (4 * math.pi)
    expected = torch.tensor([[b, 0.25], [b, 1.25]])
    expected = expected / expected.norm(dim=1, keepdim=True)
    torch.testing.assert_close(manifolds.spiral(2).tangent(100)[[0, -1]], expected, atol=1e-3, rtol=0)


def test_a_curve_turns_by_what_its_shape_says():
    circle, square = manifolds.circle(), manifolds.through(torch.tensor([[0, 0], [1, 0], [1, 1.0]]))
    assert circle.turning[-1].item() == pytest.approx(2 * math.pi, rel=1e-4)
    assert circle.turning[len(circle.turning) // 4].item() == pytest.approx(math.pi / 2, rel=1e-4)
    assert manifolds.line().turning.abs().max() < 1e-6
    assert square.turning[-1] > math.pi / 2
    assert square.turning.diff().min() >= 0
    assert square.turning.shape == (len(square.vertices),)


def test_curves_are_sampled_evenly_by_arc_length_not_by_angle():
    x, y = manifolds.circle().sample(20_000).T
    assert kolmogorov_smirnov((manifolds.line(2).sample(20_000)[:, 0] + 1) / 2) < KS_LIMIT
    assert kolmogorov_smirnov((torch.atan2(y, x) / (2 * math.pi)) % 1) < KS_LIMIT
    for seed in range(3):
        assert kolmogorov_smirnov(spiral_fraction(manifolds.spiral().sample(20_000, seed))) < KS_LIMIT
    t = torch.rand(20_000, generator=torch.Generator().manual_seed(0))
    angles = torch.stack([(4 * math.pi * t).cos(), (4 * math.pi * t).sin()], dim=1)
    by_angle = (0.25 + t).unsqueeze(1) * angles
    assert kolmogorov_smirnov(spiral_fraction(by_angle)) > 10 * KS_LIMIT


@pytest.mark.parametrize("closed", [False, True])
def test_a_drawn_curve_passes_through_its_points(closed):
    curve = manifolds.through(ZIGZAG, closed)
    gaps = torch.cdist(torch.tensor(ZIGZAG, dtype=torch.float64), curve.vertices).min(dim=1).values
    assert gaps.max() < curve.length / manifolds.SEGMENTS
    ends = torch.tensor(ZIGZAG, dtype=torch.float64)[[0, 0 if closed else -1]]
    torch.testing.assert_close(curve.vertices[[0, -1]], ends, atol=1e-12, rtol=0)


def test_a_drawn_curve_keeps_the_points_it_was_drawn_through_and_no_others():
    assert manifolds.circle().knots is None
    assert manifolds.through(ZIGZAG, closed=True).knots.tolist() == ZIGZAG
    knots = torch.tensor(ZIGZAG, dtype=torch.float64)
    curve = manifolds.through(knots)
    assert knots.tolist() == ZIGZAG
    knots.zero_()
    assert curve.knots.tolist() == ZIGZAG


def test_the_points_of_the_infinity_sign_and_the_star_lie_where_their_formulas_say():
    x, y = manifolds.named("infinity sign").knots.T / 1.3
    torch.testing.assert_close(y.square(), x.square() * (1 - x.square()), atol=0.02, rtol=0)  # Gerono's
    tips = manifolds.named("star").knots[::4].norm(dim=1)
    torch.testing.assert_close(tips, torch.full((5,), 1.3).double(), atol=0.01, rtol=0)


def test_two_points_make_a_straight_segment():
    curve = manifolds.through([[-0.6, -0.4], [0.6, 0.5]])
    assert curve.length == pytest.approx(1.5, rel=1e-9)
    x, y = curve.points(50).T
    torch.testing.assert_close(y, 0.75 * x + 0.05, atol=1e-6, rtol=0)


def test_a_closed_drawing_comes_back_to_its_start():
    curve = manifolds.through(ZIGZAG, closed=True)
    assert curve.closed
    assert curve.length > manifolds.through(ZIGZAG).length + 2
    assert manifolds.through([*ZIGZAG, ZIGZAG[0]], closed=True).vertices.equal(curve.vertices)


NUMBERS = np.array(ZIGZAG)


@pytest.mark.parametrize(
    "points",
    [
        torch.tensor(ZIGZAG, dtype=torch.float64, requires_grad=True),
        NUMBERS[::-1].copy()[::-1],
        NUMBERS.astype(">f8"),
        [tuple(map(Fraction, map(str, point))) for point in ZIGZAG],
    ],
    ids=["grad", "reversed twice", "big-endian", "fractions"],
)
def test_whatever_numpy_reads_is_a_curve_of_its_own(points):
    curve = manifolds.through(points)
    assert curve.vertices.equal(manifolds.through(ZIGZAG).vertices)
    assert not curve.vertices.requires_grad
    backwards = manifolds.through(NUMBERS[::-1]).vertices.flip(0)
    torch.testing.assert_close(backwards, curve.vertices, atol=1e-9, rtol=0)


@pytest.mark.parametrize("size", [1e-12, 40, 1e12])
def test_whatever_their_unit_points_that_differ_are_different_points(size):
    length = manifolds.through(ZIGZAG).length
    assert manifolds.through(size * NUMBERS + 300 * size).length == pytest.approx(size * length, rel=1e-9)


def test_a_hand_that_rests_draws_the_same_curve():
    resting = [point for point in ZIGZAG for _ in range(3)]
    assert manifolds.through(resting).vertices.equal(manifolds.through(ZIGZAG).vertices)


# What a mouse can draw: points on the pixels of a 300 × 300 canvas.
pixels = st.tuples(st.integers(-150, 150), st.integers(-150, 150))


@given(st.lists(pixels, min_size=3, max_size=40), st.booleans())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_whatever_is_drawn_becomes_a_curve_near_the_drawing(drawn, closed):
    assume(len(set(drawn)) > 2)
    knots = torch.tensor(drawn) / 100
    curve = manifolds.through(knots, closed)
    polyline = torch.cat([knots, knots[:1]]) if closed else knots
    straight = polyline.diff(dim=0).norm(dim=1).sum().item()
    assert curve.vertices.isfinite().all()
    assert straight * (1 - 1e-6) <= curve.length <= 1.5 * straight
    # No swing outside reaches farther than a part of the drawing's own width.
    assert curve.extent <= 1.5 * knots.abs().max() + 0.5
    assert curve.vertices.diff(dim=0).norm(dim=1).max() <= 1.0001 * curve.length / manifolds.SEGMENTS
