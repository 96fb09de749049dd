"""Scenes: the same settings give the same picture, and the caption's numbers are true."""

import io
import math
import re
from functools import cache
from importlib import import_module

import numpy as np
import pytest
import torch
from matplotlib.quiver import Quiver
from PIL import Image

from dae_helpers import corruption, fields, manifolds, oracle, sampling, training
from dae_helpers.lesson import TRAINED_ON, falling, field, trainer
from dae_helpers.lesson import corruption as corrupted
from dae_helpers.stage import pictures

NAN = float("nan")

# For each scene some settings, of which no two show the same.
SETTINGS = {
    "zoom": [{"magnification": m} for m in (1, 10, 11, 1000)],
    "corruption": [
        {"curve": "circle", "kind": "gaussian", "noise": 0.1},
        {"curve": "circle", "kind": "gaussian", "noise": 0.3},
        {"curve": "circle", "kind": "masking", "noise": 0.3},
        {"curve": "circle", "kind": "salt and pepper", "noise": 0.3},
        {"curve": "line", "kind": "gaussian", "noise": 0.1},
        {"curve": "spiral", "kind": "gaussian", "noise": 0.1},
    ],
    "field": [
        {"curve": "circle", "sigma": 0.1, "shown": "learned"},
        {"curve": "circle", "sigma": 0.2, "shown": "learned"},
        {"curve": "circle", "sigma": 0.1, "shown": "exact"},
        {"curve": "circle", "sigma": 0.1, "shown": "error"},
        {"curve": "spiral", "sigma": 0.1, "shown": "learned"},
    ],
    "guess": [
        {"curve": "circle", "sigma": 0.3, "point": "0.95 0.85"},
        {"curve": "circle", "sigma": 0.2, "point": "0.95 0.85"},
        {"curve": "circle", "sigma": 0.3, "point": "0.5 0.85"},
        {"curve": "spiral", "sigma": 0.3, "point": "0 0"},
    ],
    "slopes": [
        {"curve": "circle", "sigma": 0.1},
        {"curve": "circle", "sigma": 0.5},
        {"curve": "heart", "sigma": 0.1},
    ],
    "film": [{"frame": frame} for frame in (0, 1, 5, 12)],
    "trainer": [{"losses": [3.0] * n, "floor": 0.5} for n in (1, 30, 300)],
    "paths": [
        {"curve": "circle", "sigma": 0.1, "start": "a ring"},
        {"curve": "circle", "sigma": 0.3, "start": "a ring"},
        {"curve": "circle", "sigma": 0.1, "start": "the far corner"},
        {"curve": "circle", "sigma": 0.1, "start": "all over"},
        {"curve": "circle", "sigma": 0.1, "start": "one point", "x": 0.5, "y": 0.5},
        {"curve": "circle", "sigma": 0.1, "start": "one point", "x": 0.55, "y": 0.5},
        {"curve": "circle", "sigma": 0.1, "start": "one point", "x": 0.55, "y": 0.6},
        {"curve": "line", "sigma": 0.1, "start": "a ring"},
    ],
    "falling": [{"step": step} for step in (0, 1, 5, 12)],
    "walker": [
        {"sigma": 0.3, "alpha": 0.3, "step": 8},
        {"sigma": 0.3, "alpha": 0.3, "step": 200},
        {"sigma": 0.2, "alpha": 0.3, "step": 200},
        {"sigma": 0.2, "alpha": 0.1, "step": 200},
    ],
    "side_by_side": [{"sigma": sigma} for sigma in (0.02, 0.1, 0.11, 0.5)],
}
every_scene = pytest.mark.parametrize("name", SETTINGS)


@pytest.fixture(scope="module")
def make(runs, run, falling):
    """make(name): a new scene."""
    learned = trainer.Trainer(runs, make=None).map
    needs = {
        "field": [runs, learned],
        "film": [run],
        "paths": [runs],
        "side_by_side": [runs],
        "falling": falling,
    }
    return lambda name: import_module(f"dae_helpers.lesson.{name}").scene(*needs.get(name, []))


@pytest.fixture(scope="module")
def shown(kept):
    """For each scene the pictures and captions of all its settings, from one scene that is kept."""
    return {name: [kept(name).png(**settings) for settings in SETTINGS[name]] for name in SETTINGS}


def numbers(caption):
    """The numbers in a caption, in their order; percentages as fractions."""
    found = re.findall(r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)(%?)", caption)
    return [float(number) / (100 if percent else 1) for number, percent in found]


def quivers(figure):
    return [artist for ax in figure.axes for artist in ax.get_children() if isinstance(artist, Quiver)]


@pytest.fixture(scope="module")
def kept(make):
    """kept(name): a scene that has shown many settings before."""
    return cache(make)


@every_scene
def test_the_picture_is_a_png_of_the_figures_size_and_not_blank(kept, name):
    scene = kept(name)
    png, _ = scene.png(**SETTINGS[name][0])
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    assert image.size == scene.figure.canvas.get_width_height()
    assert np.ptp(np.asarray(image.convert("RGB"))) > 200


@every_scene
def test_a_picture_is_small_enough_to_be_sent_at_every_move(shown, name):
    assert max(len(png) for png, _ in shown[name]) < 150 * 1024


@every_scene
def test_the_same_settings_give_the_same_picture_whatever_was_shown_before(kept, name):
    scene, first = kept(name), SETTINGS[name][0]
    before = scene.png(**first)
    for other in SETTINGS[name][1:]:
        scene.png(**other)
        assert scene.png(**first) == before


@every_scene
def test_a_new_scene_gives_the_picture_that_an_old_one_gives(make, shown, name):
    for settings, expected in zip(SETTINGS[name], shown[name]):
        assert make(name).png(**settings) == expected


@every_scene
def test_other_settings_give_another_picture_and_another_caption(shown, name):
    pictures, captions = zip(*shown[name])
    assert len(set(pictures)) == len(pictures)
    assert len(set(captions)) == len(captions)


@every_scene
def test_the_layout_has_come_to_rest_when_the_picture_is_taken(make, name):
    scene = make(name)
    scene.png(**SETTINGS[name][0])
    shown = [ax.bbox.extents.copy() for ax in scene.figure.axes]
    scene.figure.set_layout_engine("constrained")
    for _ in range(10):
        scene.figure.canvas.draw()
    for ax, extents in zip(scene.figure.axes, shown):
        np.testing.assert_allclose(ax.bbox.extents, extents, atol=0.1)


@every_scene
def test_what_moves_lies_over_and_under_what_stands_still_as_if_all_were_painted_anew(kept, name):
    # A picture is painted in two goes, and savefig paints everything in one.
    scene, file = kept(name), io.BytesIO()
    for settings in SETTINGS[name]:
        scene.png(**settings)
    twice = np.array(scene.figure.canvas.buffer_rgba(), int)
    scene.figure.savefig(file, dpi=scene.figure.dpi)
    differing = (abs(twice - np.asarray(Image.open(file))).max(axis=2) > 8)[::-1]
    for ax in scene.figure.axes:
        left, bottom, right, top = ax.bbox.extents.astype(int)
        inside = differing[bottom + 4 : top - 4, left + 4 : right - 4]  # the frame may lie under an arrow
        assert inside.mean() < 0.0002


def test_under_the_magnifier_the_bend_is_what_trigonometry_says(kept):
    for magnification in (1, 2.5, 10, 300):
        _, caption = kept("zoom").png(magnification=magnification)
        half = 1.5 / magnification
        times, width, way, bend = numbers(caption)
        assert way == pytest.approx(half, rel=0.05)
        assert times == magnification
        assert width == pytest.approx(2 * half, rel=0.05)
        assert bend == pytest.approx((1 - math.cos(half)) / half, abs=6e-5)


def test_ten_times_closer_the_circle_is_ten_times_straighter(kept):
    bends = [numbers(kept("zoom").png(magnification=m)[1])[-1] for m in (3, 30)]
    assert bends[0] / bends[1] == pytest.approx(10, rel=0.03)


@pytest.mark.parametrize("curve", manifolds.CURVES)
@pytest.mark.parametrize("sigma", [0.1, 0.8])
def test_gaussian_noise_moves_a_point_by_sigma_times_the_root_of_half_pi(kept, curve, sigma):
    strength, moved, *_ = numbers(kept("corruption").png(curve=curve, kind="gaussian", noise=sigma)[1])
    assert strength == sigma
    assert moved == pytest.approx(sigma * math.sqrt(math.pi / 2), rel=0.05, abs=0.006)


def test_the_more_noise_the_more_of_the_curve_a_point_can_have_come_from(kept):
    scene = kept("corruption")
    shares = [
        numbers(scene.png(curve="circle", kind="gaussian", noise=s)[1])[-1] for s in (0.02, 0.1, 0.3, 1)
    ]
    assert shares == sorted(set(shares))
    # On the circle a little noise leaves a normal posterior along the tangent: ± 1.96 σ of 2π.
    assert shares[1] == pytest.approx(2 * 1.96 * 0.1 / (2 * math.pi), abs=0.01)


@pytest.mark.parametrize("kind", ["masking", "salt and pepper"])
@pytest.mark.parametrize("noise", [0.01, 0.3, 0.99])
def test_a_point_that_kept_its_height_came_from_one_of_two_places_on_the_circle(kept, kind, noise):
    _, caption = kept("corruption").png(curve="circle", kind=kind, noise=noise)
    assert caption.endswith("The marked point came from one of 2 places on the curve.")
    _, all_lost = kept("corruption").png(curve="circle", kind=kind, noise=1)
    assert all_lost.endswith("with 95% probability, from 95% of the curve.")


@pytest.mark.parametrize("lost", [-1.5, 0.0])
def test_on_a_rising_curve_what_was_kept_tells_the_place_and_on_a_level_one_nothing(lost):
    stretches = torch.linspace(-1, 1, 101).double()
    rising, level = torch.stack([stretches] * 2, dim=1), torch.stack([stretches, 0 * stretches + 1], dim=1)
    kind = corruption.CORRUPTIONS["masking" if lost == 0 else "salt and pepper"]
    for curve, y, words in [
        (rising, 0.515, " from one place on the curve"),
        (level, 1.0, ", with 95% probability, from 95% of the curve"),
    ]:
        (p,) = oracle.origins(kind, torch.tensor([[lost, y]]), 0.5, curve[:-1], curve[1:])
        assert corrupted.origin(p, closed=False) == words


def test_a_new_kind_of_corruption_is_drawn_under_its_own_name_with_its_own_slider(monkeypatch):
    """Uniform noise w: a point came from that part of the circle which lies in a square around it."""

    def uniform(x, w, seed):
        return x + w * (2 * torch.rand(x.shape, generator=torch.Generator().manual_seed(seed)) - 1)

    def likelihood(x_noisy, a, b, w):
        return ((x_noisy.unsqueeze(1) - (a + b) / 2).abs() <= w).all(dim=2) / (2 * w) ** 2

    new = corruption.Corruption(uniform, "w", 0.2, 3, likelihood)
    monkeypatch.setitem(corruption.CORRUPTIONS, "uniform", new)
    explorer = corrupted.explorer()
    explorer.set(kind="uniform", noise=2.5)
    slider = explorer.controls["noise"]
    assert (explorer.message.value, slider.value, slider.description) == ("", 2.5, "noise w")
    assert explorer.shown[1].startswith(
        "Uniform noise of strength w = 2.5 moves a point of the circle by 1.9"
    )
    explorer.set(noise=0.2)
    _, right = explorer.scene.figure.axes
    glow, mark = right.collections[0], right.lines[-1].get_xydata()
    near = np.abs(glow.get_offsets() - mark).max(axis=1) <= 0.2
    np.testing.assert_array_equal(glow.get_array() > 0, near)
    explorer.set(kind="gaussian")
    assert (slider.min, slider.max, slider.description) == (-2, 0, "noise σ")


@pytest.mark.parametrize("curve", TRAINED_ON)
@pytest.mark.parametrize("sigma", [0.05, 0.2])
def test_the_excess_risk_under_the_field_is_the_oracles(kept, runs, curve, sigma):
    r = runs[curve].model.at(sigma)
    _, caption = kept("field").png(curve=curve, sigma=sigma, shown="learned")
    assert caption.endswith(
        f"about {pictures.about(oracle.excess_risk(r, runs[curve].curve, sigma, n=2048))}."
    )
    assert numbers(caption)[-1] == pytest.approx(oracle.excess_risk(r, runs[curve].curve, sigma), rel=0.5)


def test_the_length_of_an_arrow_under_the_field_is_the_mean_over_corrupted_points(kept, runs):
    r, curve = runs["circle"].model.at(0.2), runs["circle"].curve
    x_noisy = corruption.gaussian(curve.sample(20_000, seed=5), 0.2, seed=6)
    with torch.no_grad():
        mean = (r(x_noisy) - x_noisy).norm(dim=1).mean().item()
    _, caption = kept("field").png(curve="circle", sigma=0.2, shown="learned")
    assert numbers(caption)[-2] == pytest.approx(mean, rel=0.05)


def test_a_network_trained_here_is_shown_and_measured_at_its_own_curve_and_noise_level_only(make, runs):
    trained, curve = trainer.Trainer(runs, make=None), runs["circle"].curve
    best = oracle.PosteriorMean(curve, 0.1)
    trained.own = training.Run(best, curve, 0.1, best.mmse())
    scene, settings = field.scene(runs, trained.map), {"shown": "learned"}
    assert numbers(scene.png(curve="circle", sigma=0.1, **settings)[1])[-1] == 0
    (arrows,) = quivers(scene.figure)
    np.testing.assert_allclose(arrows.U, fields.on_grid(best, n=17).arrows[:, 0], atol=1e-6)
    for elsewhere in ({"curve": "circle", "sigma": 0.2}, {"curve": "line", "sigma": 0.1}):
        assert scene.png(**elsewhere, **settings) == make("field").png(**elsewhere, **settings)


def test_learned_exact_and_error_are_the_arrows_of_the_maps_and_their_difference(kept, runs):
    r, best = runs["spiral"].model.at(0.1), oracle.PosteriorMean(runs["spiral"].curve, 0.1)
    learned, exact = (fields.on_grid(each, n=17).arrows for each in (r, best))
    scene = kept("field")
    for shown, arrows in [("learned", learned), ("exact", exact), ("error", learned - exact)]:
        scene.png(curve="spiral", sigma=0.1, shown=shown)
        (drawn,) = quivers(scene.figure)
        np.testing.assert_allclose(np.stack([drawn.U, drawn.V], axis=1), arrows, atol=1e-6)


def test_the_film_compares_the_loss_with_its_floor(kept, run):
    film, steps = kept("film"), sorted(run.snapshots)
    for frame, at in list(enumerate(steps))[1::6]:
        step, loss, ratio, excess = numbers(film.png(frame=frame)[1])
        recent = run.loss[max(0, at - 25) : at]
        assert step == at
        assert recent.min() * 0.99 <= loss <= recent.max() * 1.01
        assert ratio == pytest.approx(loss / run.floor, rel=0.01)
        exact = oracle.excess_risk(run.snapshots[at], run.curve, run.sigma)
        assert excess == pytest.approx(exact, rel=0.5)  # told to one digit


def test_the_last_picture_of_the_film_shows_the_network_as_it_is_now(kept, run):
    film = kept("film")
    film.png(frame=len(run.snapshots) - 1)
    (drawn,) = quivers(film.figure)
    arrows = fields.on_grid(run.model, n=17).arrows
    np.testing.assert_allclose(np.stack([drawn.U, drawn.V], axis=1), arrows, atol=1e-6)


def test_the_descent_is_told_in_floors():
    _, caption = trainer.scene().png(losses=[9.0] * 75 + [1.5] * 25, floor=0.5)
    assert numbers(caption) == [100, 3.0]


@pytest.mark.parametrize(("sigma", "ring"), [(0.1, 0.995), (0.3, 0.951), (0.5, 0.831)])
def test_from_a_ring_around_the_circle_the_exact_paths_come_to_rest_on_a_smaller_ring(kept, sigma, ring):
    # Where r·I₁/I₀(r/σ²) = r; the curve itself they never reach.
    _, caption = kept("paths").png(curve="circle", sigma=sigma, start="a ring")
    assert numbers(caption)[-1] == pytest.approx(1 - ring, abs=0.0011)


def test_learned_paths_are_the_networks_and_exact_ones_the_oracles(kept, runs):
    scene = kept("paths")
    scene.png(curve="spiral", sigma=0.1, start="one point", x=-0.4, y=1.2)
    maps = runs["spiral"].model.at(0.1), oracle.PosteriorMean(runs["spiral"].curve, 0.1)
    for ax, r in zip(scene.figure.axes, maps):
        expected = fields.path(r, torch.tensor([[-0.4, 1.2]]), steps=30)[:, 0]
        path = next(line for line in ax.lines if len(line.get_xdata()) == 32)
        np.testing.assert_allclose(path.get_xydata()[:31], expected, atol=1e-6)


def test_the_comparison_gives_each_curves_own_excess_risk(kept, runs):
    _, caption = kept("side_by_side").png(sigma=0.1)
    told = {name: float(percent) / 100 for name, percent in re.findall(r"(\w+) ([\d.]+)%", caption)}
    assert told == {
        name: pytest.approx(oracle.excess_risk(run.model.at(0.1), run.curve, 0.1), rel=0.5)
        for name, run in runs.items()
    }


@pytest.mark.parametrize("name", ["field", "film", "guess", "side_by_side", "slopes"])
def test_on_the_canvas_the_tip_of_an_arrow_is_where_the_map_sends_its_tail(kept, name):
    scene = kept(name)
    for settings in SETTINGS[name]:
        scene.png(**settings)
        for quiver in quivers(scene.figure):
            arrows = np.stack([quiver.U, quiver.V], axis=1)
            # In pixels: each arrow, and of its outline the vertex that lies farthest from its tail.
            wanted = quiver.axes.transData.transform(arrows) - quiver.axes.transData.transform((0, 0))
            outlines = [quiver.get_transform().transform(path.vertices) for path in quiver.get_paths()]
            tips = np.stack([outline[np.hypot(*outline.T).argmax()] for outline in outlines])
            long = np.hypot(*wanted.T) > 5
            np.testing.assert_allclose(tips[long], wanted[long], atol=1.0)


@pytest.mark.parametrize("name", TRAINED_ON)
@pytest.mark.parametrize("sigma", [0.05, 0.1, 0.3])
def test_the_quick_excess_risk_is_near_the_thorough_one(runs, name, sigma):
    r, curve = runs[name].model.at(sigma), runs[name].curve
    thorough = oracle.excess_risk(r, curve, sigma, n=100_000)
    assert oracle.excess_risk(r, curve, sigma, n=2048) == pytest.approx(thorough, rel=0.1)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.00067, "0.07%"), (0.0043, "0.4%"), (0.096, "10%"), (0.43, "40%"), (12.4, "1000%"), (0, "0%")],
)
def test_a_quick_share_is_told_to_one_digit(share, words):
    assert pictures.about(share) == words


def test_the_quick_excess_risk_of_the_best_map_is_nothing():
    curve = manifolds.circle()
    assert oracle.excess_risk(oracle.PosteriorMean(curve, 0.1), curve, 0.1, n=2048) == 0


WRONG = [
    ("zoom", "magnification", [0.99, 0, -1, NAN, math.inf, "10", None, True]),
    ("corruption", "curve", ["helix", "", None, 3]),
    ("corruption", "kind", ["speckle", None]),
    ("corruption", "noise", [-0.1, NAN, math.inf, "0.1", None]),
    ("field", "curve", ["helix", None]),
    ("field", "sigma", [-0.1, 0, NAN, math.inf, "0.1", None]),
    ("guess", "point", ["", "1", "1 2 3", "one two", "nan 0", "0 1.7"]),
    ("guess", "curve", ["helix", None]),
    ("slopes", "sigma", [-0.1, 0, NAN, "0.1", None]),
    ("field", "shown", ["nothing", None]),
    ("film", "frame", [-1, 1.5, NAN, "1", None, 10_000]),
    ("falling", "step", [-1, 1.5, NAN, "1", None, 13]),
    ("paths", "curve", ["helix", None]),
    ("paths", "sigma", [-0.1, 0, NAN, "0.1", None]),
    ("paths", "start", ["nowhere", None]),
    ("paths", "x", [NAN, math.inf, "right", None]),
    ("paths", "y", [NAN, math.inf, "up", None]),
    ("side_by_side", "sigma", [-0.1, 0, NAN, "0.1", None]),
]


@pytest.mark.parametrize(
    ("name", "setting", "value"), [(name, setting, value) for name, setting, some in WRONG for value in some]
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(kept, name, setting, value):
    start = {"start": "one point"} if setting in ("x", "y") else {}
    with pytest.raises((ValueError, TypeError), match=rf"\b{setting}\b"):
        kept(name).png(**SETTINGS[name][0] | start | {setting: value})


@pytest.mark.parametrize("kind", ["masking", "salt and pepper"])
def test_a_probability_above_one_is_refused_by_its_name(kept, kind):
    with pytest.raises(ValueError, match=r"\bnoise\b"):
        kept("corruption").png(curve="circle", kind=kind, noise=1.1)


def test_after_a_refusal_a_scene_draws_as_before(make):
    scene, settings = make("field"), SETTINGS["field"][0]
    before = scene.png(**settings)
    with pytest.raises(ValueError, match="sigma"):
        scene.png(**settings | {"sigma": -1})
    assert scene.png(**settings) == before


def test_the_falling_points_caption_tells_their_distance_how_evenly_they_lie_and_the_level(kept, falling):
    curve, _, walks = falling
    scene = kept("falling")
    for step, level in [(0, 0.5), (1, 0.5), (4, 0.5), (5, 0.2), (12, 0.05)]:
        found = numbers(scene.png(step=step)[1])
        assert found[:3] == [step, 12, level]
        for k, walk in enumerate(walks.values()):
            distances, places = sampling.nearest(walk[step], curve)
            counts = torch.histc(places, 20, 0, 1)
            median, fewest, most = found[3 + 3 * k : 6 + 3 * k]
            assert median == pytest.approx(distances.median().item(), abs=6e-4)
            assert (fewest, most) == (counts.min(), counts.max())
        assert found[-1] == 40 / 20


@pytest.mark.parametrize("walks", [{}, {"short": torch.zeros(3, 4, 2), "long": torch.zeros(4, 4, 2)}, None])
def test_walks_that_cannot_be_shown_together_are_refused(walks):
    with pytest.raises((TypeError, ValueError), match="walks"):
        falling.scene(manifolds.circle(), [0.5], walks)
