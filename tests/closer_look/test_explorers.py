"""The explorers of a closer look: what their pictures and captions tell is true."""

import math
import re

import numpy as np
import pytest
import torch

from dae_helpers import corruption, fields, manifolds, models, oracle, training
from dae_helpers.closer_look import corruptions, empirical, explorers

CIRCLE = manifolds.circle()


def numbers(caption):
    """The numbers in a caption, in their order; percentages as fractions."""
    found = re.findall(r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)(%?)", caption)
    return [float(number) / (100 if percent else 1) for number, percent in found]


def test_under_the_magnifier_the_bend_is_what_trigonometry_says():
    scene = explorers.zoom().scene
    for magnification in (1, 2.5, 10, 300):
        half = 1.5 / magnification
        times, width, way, bend = numbers(scene.png(magnification=magnification)[1])
        assert way == pytest.approx(half, rel=0.05)
        assert times == magnification
        assert width == pytest.approx(2 * half, rel=0.05)
        assert bend == pytest.approx((1 - math.cos(half)) / half, abs=6e-5)


@pytest.mark.parametrize(("curve", "sigma"), [("spiral", 0.1), ("heart", 0.8)])
def test_gaussian_noise_moves_a_point_by_sigma_times_the_root_of_half_pi(curve, sigma):
    _, caption = explorers.corruption().scene.png(curve=curve, kind="gaussian", noise=sigma)
    strength, moved, *_ = numbers(caption)
    assert strength == sigma
    assert moved == pytest.approx(sigma * math.sqrt(math.pi / 2), rel=0.05, abs=0.006)


def test_the_more_noise_the_more_of_the_curve_a_point_could_have_come_from():
    scene = explorers.corruption().scene
    captions = [scene.png(curve="circle", kind="gaussian", noise=noise)[1] for noise in (0.02, 0.1, 0.3, 1)]
    shares = [numbers(caption)[-1] for caption in captions]
    assert shares == sorted(set(shares))
    # On the circle a little noise leaves a normal posterior along the tangent: ± 1.96 σ of 2π.
    assert shares[1] == pytest.approx(2 * 1.96 * 0.1 / (2 * math.pi), abs=0.01)


@pytest.mark.parametrize("kind", ["masking", "salt and pepper"])
def test_a_point_that_kept_its_height_came_from_one_of_two_places_on_the_circle(kind):
    scene = explorers.corruption().scene
    for noise in (0.01, 0.3, 0.99):
        _, caption = scene.png(curve="circle", kind=kind, noise=noise)
        assert caption.endswith("The marked point came from one of 2 places on the curve.")
    _, all_lost = scene.png(curve="circle", kind=kind, noise=1)
    assert all_lost.endswith("with 95% probability, from 95% of the curve.")


@pytest.mark.parametrize("lost", [-1.5, 0.0])
def test_on_a_rising_curve_what_was_kept_tells_the_place_and_on_a_level_one_nothing(lost):
    stretches = torch.linspace(-1, 1, 101).double()
    rising, level = torch.stack([stretches] * 2, dim=1), torch.stack([stretches, 0 * stretches + 1], dim=1)
    kind = corruption.CORRUPTIONS["masking" if lost == 0 else "salt and pepper"]
    one, all_of_it = " from one place on the curve", ", with 95% probability, from 95% of the curve"
    for curve, y, words in [(rising, 0.515, one), (level, 1.0, all_of_it)]:
        (p,) = oracle.origins(kind, torch.tensor([[lost, y]]), 0.5, curve[:-1], curve[1:])
        assert corruptions.origin(p, closed=False) == words


def test_a_new_kind_of_corruption_is_drawn_under_its_own_name_and_symbol(monkeypatch):
    """Uniform noise w: a point came from that part of the circle which lies in a square around it."""

    def uniform(x, w, seed):
        return x + w * (2 * torch.rand(x.shape, generator=torch.Generator().manual_seed(seed)) - 1)

    def likelihood(x_noisy, a, b, w):
        return ((x_noisy.unsqueeze(1) - (a + b) / 2).abs() <= w).all(dim=2) / (2 * w) ** 2

    new = corruption.Corruption(uniform, "w", likelihood)
    monkeypatch.setitem(corruption.CORRUPTIONS, "uniform", new)
    explorer = explorers.corruption()
    explorer.set(kind="uniform", noise=0.8)
    slider = explorer.controls["noise"]
    assert (explorer.message.value, slider.description) == ("", "noise w")
    words = "Uniform noise of strength w = 0.8 moves a point of the circle by 0.6"
    assert explorer.shown[1].startswith(words)
    explorer.set(noise=0.2)
    _, right = explorer.scene.figure.axes
    glow, mark = right.collections[0], right.lines[-1].get_xydata()
    ends = manifolds.circle().at(torch.linspace(0, 1, 1001)).numpy()
    middles = (ends[:-1] + ends[1:]) / 2
    near = middles[np.abs(middles - mark).max(axis=1) <= 0.2]
    np.testing.assert_allclose(glow.get_offsets(), near, atol=1e-6)
    explorer.set(kind="gaussian")
    assert slider.description == "noise σ"


def test_the_film_compares_the_loss_with_its_floor_and_ends_with_the_network_as_it_is_now(run):
    film, steps = explorers.film(run), sorted(run.snapshots)
    for frame, at in list(enumerate(steps))[1::6]:
        step, loss, ratio, excess = numbers(film.scene.png(frame=frame)[1])
        recent = run.loss[max(0, at - 25) : at]
        assert step == at
        assert recent.min() * 0.99 <= loss <= recent.max() * 1.01
        assert ratio == pytest.approx(loss / run.floor, rel=0.01)
        exact = oracle.excess_risk(run.snapshots[at], run.curve, run.sigma)
        assert excess == pytest.approx(exact, rel=0.5)  # told to one digit
    film.scene.png(frame=len(steps) - 1)
    arrows = fields.on_grid(run.model, n=17).arrows
    quiver = film.scene.figure.axes[0].collections[-1]
    np.testing.assert_allclose(np.stack([quiver.U, quiver.V], axis=1), arrows, atol=1e-6)


def test_a_film_is_shown_of_one_run_with_one_noise_level():
    every_level = training.fit(models.ConditionalDAE(), CIRCLE, (0.02, 0.5), n_steps=1, progress=False)
    with pytest.raises(TypeError, match=r"^run must be a Run, such as training\.fit\(.*\), got dict$"):
        explorers.film({"circle": every_level})
    with pytest.raises(TypeError, match=r"a ConditionalDAE becomes a map by model\.at\(sigma\)$"):
        explorers.film(every_level)


def test_the_slider_over_n_and_the_curves_over_n_tell_the_same_risks():
    points, best = CIRCLE.sample(100, seed=4), oracle.PosteriorMean(CIRCLE, 0.02)
    networks = {20: best, 100: models.DAE(seed=0)}
    scene = explorers.few_points(networks, points, best).scene
    of_slider, of_curves = scene.png(n=100)[1], empirical.risks(networks, points, best)[1]
    assert re.findall(r"[\d.]+%", of_slider) == re.findall(r"[\d.]+%", of_curves)
    assert len(re.findall("%", of_curves)) == 2
    assert scene.png(n=20)[1].endswith("the network 0%.")


def test_a_curve_has_fewer_places_under_more_noise():
    scene = explorers.places().scene
    captions = [scene.png(curve="circle", sigma=sigma)[1] for sigma in (0.05, 0.1, 0.5)]
    counts = [float(caption.split("e^I = ")[1].split()[0]) for caption in captions]
    assert counts == sorted(counts, reverse=True)
    assert counts[1] == pytest.approx(15.2, abs=0.3)
