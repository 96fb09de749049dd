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
from dae_helpers.lesson import blind, explorers, few_points, finite, information, places, rings

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


def names(tree, kind):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, kind)}


@pytest.mark.parametrize("title", [title for title in sections() if title])
def test_a_section_reads_no_name_of_another(title):
    first, own = ast.parse(sections()[""]), ast.parse(sections()[title])
    known = {alias.name for node in ast.walk(first) for alias in getattr(node, "names", [])} | set(
        dir(builtins)
    )
    for node in ast.walk(own):
        known |= (
            {node.name}
            if isinstance(node, ast.FunctionDef)
            else {node.arg}
            if isinstance(node, ast.arg)
            else set()
        )
    assert names(own, ast.Load) <= known | names(own, ast.Store)


def test_each_section_says_that_it_runs_by_itself():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    openings = [
        cell.source
        for cell in cells
        if cell.source.startswith("## ") and "References" not in cell.source[:15]
    ]
    assert len(openings) == 10
    assert all("*Runs by itself after the set-up cells.*" in source for source in openings)


@pytest.mark.parametrize("r", [oracle.PosteriorMean(CIRCLE, 0.2), models.DAE(seed=3), lambda x: 0.5 * x])
def test_the_error_can_be_told_without_a_clean_point(r):
    x = CIRCLE.sample(40_000, seed=1)
    x_noisy = corruption.gaussian(x, 0.2, seed=2)
    error = (r(x_noisy).detach() - x).square().sum(dim=1).mean().item()
    assert blind.error(r, x_noisy, 0.2).item() == pytest.approx(error, abs=0.03 * 0.08)


def test_denser_data_draw_the_arrows_along_the_curve():
    nodes = CIRCLE.points(4000).double()
    uneven = oracle.Posterior(nodes, (2 * nodes[:, 0]).exp(), 0.02)
    top = torch.tensor([[0.0, 1.0]], dtype=torch.float64)
    along = (uneven(top) - top)[0, 0].item()
    assert along == pytest.approx(0.02**2 * 2, rel=0.01)  # σ²·∂ log q/∂s, here to the right


@pytest.mark.parametrize("p", [0.3, 0.5])
def test_on_a_rising_curve_masking_costs_the_variance_of_what_lost_both_coordinates(p):
    rising = manifolds.through([[-1.2, -1.0], [-0.3, -0.4], [0.4, 0.2], [1.1, 1.2]])
    x, lost = rising.points(2001), {(0, 1): p * (1 - p), (1, 0): p * (1 - p), (0, 0): p**2}  # what is kept
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
    assert rings.deficit() == pytest.approx(0.9032, abs=1e-4)
    best = oracle.PosteriorMean(line, sigma)
    assert best.mmse() == pytest.approx(sigma**2 * (1 - rings.deficit() * sigma), rel=1e-3)
    end = torch.tensor([[1.0, 0.0]], dtype=torch.float64)
    assert 1 - best(end)[0, 0].item() == pytest.approx(sigma * math.sqrt(2 / math.pi), rel=1e-3)


@pytest.mark.parametrize(
    ("sigma", "radius"), [(0.1, 0.995), (0.3, 0.951), (0.5, 0.831), (0.71, 0.0), (1.0, 0.0)]
)
def test_the_ring_shrinks_and_vanishes(sigma, radius):
    assert rings.rest(sigma) == pytest.approx(radius, abs=5e-4)
    path = fields.path(oracle.PosteriorMean(CIRCLE, sigma), torch.tensor([[0.6, 0.0]]), steps=60)
    assert (path[-1].norm() - radius).abs() <= (path[0].norm() - radius).abs()


def test_even_batches_are_far_more_even_than_chance():
    by_chance, spread = (
        sum(sampling.unevenness(sampling.nearest(next(draws)[0], CIRCLE)[1]) for _ in range(20)) / 20
        for draws in finite.sources(CIRCLE, 0.1, seed=5)
    )
    assert by_chance == pytest.approx(1, abs=0.3)
    assert spread < 0.05


def test_of_a_few_points_their_posterior_mean_has_the_least_training_loss():
    points, sigma = CIRCLE.sample(30, seed=0), 0.05
    network = models.DAE(seed=0)
    for _ in training.descend(network, finite.from_few(points, sigma), 150):
        pass
    minimiser = oracle.Posterior(points, torch.ones(30), sigma)
    others = [network, oracle.PosteriorMean(CIRCLE, sigma), lambda x: x]
    assert all(finite.seen(minimiser, points, sigma) < finite.seen(r, points, sigma) for r in others)


def test_noise_for_a_few_points_has_the_level_that_is_asked_for():
    points = CIRCLE.sample(7, seed=0)
    x, x_noisy, level = next(finite.from_few(points, (0.02, 0.5), n=4000))
    assert 0.02 <= level.min() < 0.022
    assert 0.45 < level.max() <= 0.5
    assert ((x_noisy - x) / level).std().item() == pytest.approx(1, abs=0.05)
    assert len(x.unique(dim=0)) == 7


@pytest.mark.parametrize(("name", "nats"), [("line", 1.67), ("circle", 2.72), ("spiral", 3.13)])
def test_the_information_of_a_noisy_point_is_half_the_area_under_the_floor(name, nats):
    curve = manifolds.CURVES[name]()
    area = information.from_floors(curve, sampling.levels(10, 0.1, 33))[-1]
    assert information.from_entropy(oracle.PosteriorMean(curve, 0.1)) == pytest.approx(nats, abs=0.006)
    assert area == pytest.approx(nats, abs=0.012)


def test_the_slider_over_n_shows_the_points_and_the_risks_of_both():
    points, best = CIRCLE.sample(400, seed=0), oracle.PosteriorMean(CIRCLE, 0.02)
    scene = few_points.scene(dict.fromkeys((20, 400), best), points, best)
    (few, caption), (many, _) = (scene.png(n=n) for n in (20, 400))
    assert few != many
    assert caption.endswith("the network 0%.")


def test_the_slider_over_n_and_the_curves_over_n_tell_the_same_risks():
    points, best = CIRCLE.sample(100, seed=4), oracle.PosteriorMean(CIRCLE, 0.02)
    networks = {100: models.DAE(seed=0)}
    of_slider = few_points.scene(networks, points, best).png(n=100)[1]
    of_curves = finite.risks(networks, points, best)[1]
    assert re.findall(r"[\d.]+%", of_slider) == re.findall(r"[\d.]+%", of_curves)
    assert len(re.findall("%", of_curves)) == 2


def test_a_curve_has_fewer_places_under_more_noise():
    scene = places.scene()
    captions = [scene.png(curve="circle", sigma=sigma)[1] for sigma in (0.05, 0.1, 0.5)]
    counts = [float(caption.split("e^I = ")[1].split()[0]) for caption in captions]
    assert counts == sorted(counts, reverse=True)
    assert counts[1] == pytest.approx(15.2, abs=0.3)


def test_the_sliders_move_their_pictures():
    points, best = CIRCLE.sample(100, seed=0), oracle.PosteriorMean(CIRCLE, 0.02)
    by_count = explorers.few_points({20: best, 100: best}, points, best)
    by_noise = explorers.places()
    for explorer, moved in [
        (by_count, {"n": 20}),
        (by_noise, {"curve": "spiral"}),
        (by_noise, {"sigma": 0.3}),
    ]:
        before = explorer.shown
        explorer.set(**moved)
        assert explorer.message.value == ""
        assert explorer.shown[0] != before[0]
        assert explorer.shown[1] != before[1]
