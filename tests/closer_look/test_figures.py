"""What a closer look claims: about errors, arrows, batches, few points, and information."""

import ast
import builtins
import math
import re
from pathlib import Path

import nbformat
import pytest
import torch

from dae_helpers import corruption, fields, manifolds, models, oracle, sampling, training
from dae_helpers.closer_look import (
    batches,
    boundary,
    curvature,
    empirical,
    information,
    projection,
    ring,
    sure,
)
from dae_helpers.closer_look import checks as closer_look

NOTEBOOK = Path(__file__).resolve().parents[2] / "more" / "closer_look.ipynb"
CIRCLE = manifolds.circle()


def sections():
    """The code of the notebook: that of the imports, and of each section by its title."""
    found, title = {"": []}, ""
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            title = cell.source.splitlines()[0]
        elif cell.cell_type == "code" and not cell.id.startswith("set-up"):
            found.setdefault(title, []).append(cell.source)
    return {title: "\n".join(cells) for title, cells in found.items()}


def names(code, kind):
    return {node.id for node in ast.walk(code) if isinstance(node, ast.Name) and isinstance(node.ctx, kind)}


@pytest.mark.parametrize("title", [title for title in sections() if title])
def test_a_section_reads_no_name_of_another(title):
    first, own = ast.parse(sections()[""]), ast.parse(sections()[title])
    known = {alias.name for node in ast.walk(first) for alias in getattr(node, "names", [])}
    known |= {node.name for node in ast.walk(own) if isinstance(node, ast.FunctionDef)}
    known |= {node.arg for node in ast.walk(own) if isinstance(node, ast.arg)}
    assert names(own, ast.Load) <= known | names(own, ast.Store) | set(dir(builtins))


@pytest.mark.parametrize("r", [models.DAE(seed=3), lambda x: 0.5 * x])
def test_the_error_can_be_told_without_a_clean_point(r):
    x = CIRCLE.sample(40_000, seed=1)
    x_noisy = corruption.gaussian(x, 0.2, seed=2)
    error = (r(x_noisy).detach() - x).square().sum(dim=1).mean().item()
    assert sure.error(r, x_noisy, 0.2).item() == pytest.approx(error, abs=0.03 * 0.08)


def test_denser_data_draw_the_arrows_along_the_curve():
    nodes = CIRCLE.points(4000).double()
    uneven = oracle.Posterior(nodes, (2 * nodes[:, 0]).exp(), 0.02)
    top = torch.tensor([[0.0, 1.0]], dtype=torch.float64)
    along = (uneven(top) - top)[0, 0].item()
    assert along == pytest.approx(0.02**2 * 2, rel=0.01)  # σ²·∂ log q/∂s, here to the right


def test_on_a_rising_curve_masking_costs_the_variance_of_what_lost_both_coordinates():
    p, rising = 0.3, manifolds.through([[-1.2, -1.0], [-0.3, -0.4], [0.4, 0.2], [1.1, 1.2]])
    x, lost = rising.points(1001), {(0, 1): p * (1 - p), (1, 0): p * (1 - p), (0, 0): p**2}  # what is kept
    errors = [
        chance * (oracle.masking_mean(rising)(x * torch.tensor(kept)) - x).square().sum(dim=1).mean()
        for kept, chance in lost.items()
    ]
    even = rising.points(10_001)
    variance = (even - even.mean(dim=0)).square().sum(dim=1).mean()
    assert sum(errors).item() == pytest.approx(p**2 * variance.item(), rel=0.01)


def test_the_projection_has_the_same_excess_risk_in_every_dimension():
    best, x = oracle.PosteriorMean(CIRCLE, 0.1), corruption.gaussian(CIRCLE.sample(50_000, 1), 0.1, seed=2)
    error = (x / x.norm(dim=1, keepdim=True) - best(x)).square().sum(dim=1).mean().item()
    assert error / best.mmse() == pytest.approx(0.00255, rel=0.03)
    distance = (x.norm(dim=1) - 1).square().mean().item()
    assert math.sqrt(error / distance) == pytest.approx(0.051, rel=0.03)
    assert math.sqrt(error / (distance + 998 * 0.1**2)) == pytest.approx(0.0016, rel=0.03)


def test_the_ends_of_a_line_lower_its_floor_by_a_number_that_an_integral_gives():
    line, sigma = manifolds.line(), 0.05
    assert boundary.deficit() == pytest.approx(0.9032, abs=1e-4)
    best = oracle.PosteriorMean(line, sigma)
    assert best.mmse() == pytest.approx(sigma**2 * (1 - boundary.deficit() * sigma), rel=1e-3)
    end = torch.tensor([[1.0, 0.0]], dtype=torch.float64)
    assert 1 - best(end)[0, 0].item() == pytest.approx(sigma * math.sqrt(2 / math.pi), rel=1e-3)


@pytest.mark.parametrize(
    ("sigma", "radius"), [(0.1, 0.995), (0.3, 0.951), (0.5, 0.831), (0.71, 0.0), (1.0, 0.0)]
)
def test_the_ring_shrinks_and_vanishes(sigma, radius):
    assert ring.rest(sigma) == pytest.approx(radius, abs=5e-4)
    path = fields.path(oracle.PosteriorMean(CIRCLE, sigma), torch.tensor([[0.6, 0.0]]), steps=60)
    assert (path[-1].norm() - radius).abs() <= (path[0].norm() - radius).abs()


def test_even_batches_are_far_more_even_than_chance():
    by_chance, spread = (
        sum(sampling.unevenness(sampling.nearest(next(draws)[0], CIRCLE)[1]) for _ in range(20)) / 20
        for draws in batches.sources(CIRCLE, 0.1, seed=5)
    )
    assert by_chance == pytest.approx(1, abs=0.3)
    assert spread < 0.05


def test_of_a_few_points_their_posterior_mean_has_the_least_training_loss():
    points, sigma = CIRCLE.sample(30, seed=0), 0.05
    network = models.DAE(seed=0)
    for _ in training.descend(network, empirical.from_few(points, sigma), 150):
        pass
    minimiser = oracle.Posterior(points, torch.ones(30), sigma)
    others = [network, oracle.PosteriorMean(CIRCLE, sigma), lambda x: x]
    assert all(empirical.seen(minimiser, points, sigma) < empirical.seen(r, points, sigma) for r in others)


def test_noise_for_a_few_points_has_the_level_that_is_asked_for():
    x, x_noisy, level = next(empirical.from_few(CIRCLE.sample(7, seed=0), (0.02, 0.5), n=4000))
    assert 0.02 <= level.min() < 0.022 < 0.45 < level.max() <= 0.5
    assert ((x_noisy - x) / level).std().item() == pytest.approx(1, abs=0.05)
    assert len(x.unique(dim=0)) == 7


@pytest.mark.parametrize(("name", "nats"), [("line", 1.67), ("circle", 2.72), ("spiral", 3.13)])
def test_the_information_of_a_noisy_point_is_half_the_area_under_the_floor(name, nats):
    curve = manifolds.CURVES[name]()
    area = information.from_floors(curve, sampling.levels(10, 0.1, 33))[-1]
    assert information.from_entropy(oracle.PosteriorMean(curve, 0.1)) == pytest.approx(nats, abs=0.006)
    assert area == pytest.approx(nats, abs=0.012)


@pytest.mark.parametrize("sigma", [0.1, 0.5])
def test_the_least_offset_lies_within_the_figure(sigma):
    figure, caption = projection.offsets(sigma)
    least = float(re.search(r"at δ = (-?[\d.]+)\.$", caption)[1])
    assert figure.axes[0].get_xlim()[0] < 1.1 * least < 0
    assert figure.axes[0].get_ylim()[0] == 0
    risks = figure.axes[0].lines[0].get_ydata()
    assert min(risks) < min(risks[0], risks[-1])


@pytest.mark.parametrize("crowding", [1, 3])
def test_the_lean_of_uneven_data_is_compared_with_their_own_density(crowding):
    nodes = CIRCLE.points(2000).double()
    q = (crowding * nodes[:, 0]).softmax(dim=0)
    _, caption = curvature.leaning(closer_look.EXERCISES["weighted_mean"].worked, nodes, q, sigma=0.4)
    least, most = map(float, re.search(r"it is ([\d.]+) to ([\d.]+) of", caption).groups())
    assert 0.98 < least < most < 1.02


def test_a_dollar_in_the_name_of_a_curve_is_a_letter():
    curve = manifolds.through([[-1, 0], [0, 0.5], [1, 0]], name=r"$\frac$")
    figure, caption = boundary.floors([curve])
    figure.canvas.draw()
    assert curve.name in caption
