"""The lesson's explorers: whose runs they take, and what their pictures and captions tell is true."""

import gc
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.quiver import Quiver

from dae_helpers import corruption, curve, fields, manifolds, oracle
from dae_helpers.lesson import TRAINED_ON, explorers, field, paths, ranges, slopes
from dae_helpers.stage import pictures

OVER_RANGES = {
    "field": lambda runs, **others: explorers.field(runs, **{"curve": "circle"} | others),
    "paths": lambda runs, **others: explorers.paths(runs, **{"curve": "circle"} | others),
    "side_by_side": explorers.side_by_side,
}
every_explorer_of_runs = pytest.mark.parametrize("explore", OVER_RANGES.values(), ids=OVER_RANGES)


@pytest.fixture(scope="module")
def kept(runs):
    """The explorers of runs, by their names."""
    return {name: explore(runs) for name, explore in OVER_RANGES.items()}


def numbers(caption):
    """The numbers in a caption, in their order; percentages as fractions."""
    found = re.findall(r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)(%?)", caption)
    return [float(number) / (100 if percent else 1) for number, percent in found]


def arrows(explorer):
    """The arrows (k, 2) of the picture that it shows."""
    (quiver,) = [each for each in explorer.scene.figure.axes[0].get_children() if isinstance(each, Quiver)]
    return np.stack([quiver.U, quiver.V], axis=1)


@every_explorer_of_runs
def test_what_is_no_dict_of_runs_over_a_range_is_refused_by_name(explore, run, runs):
    example = r"training\.fit\(models\.ConditionalDAE\(\), curve, sigma=\(0\.02, 0\.5\)\)"
    with pytest.raises(TypeError, match=r"^runs must be a Mapping, such as \{'circle': run\}, got Run$"):
        explore(runs["circle"])
    with pytest.raises(ValueError, match=r"^runs must hold at least one Run, got none$"):
        explore({})
    with pytest.raises(TypeError, match=rf"^runs\['circle'\] must be a Run, such as {example}, got DAE$"):
        explore({"circle": run.model})
    with pytest.raises(ValueError, match=rf"^runs\['circle'\] .* {example}, got a DAE for sigma=0\.1$"):
        explore({"circle": run})


@every_explorer_of_runs
def test_an_explorer_starts_within_the_noise_levels_of_the_training(explore, runs):
    for sigma, error in [(0.01, ValueError), (0.6, ValueError), ("0.1", TypeError)]:
        with pytest.raises(error, match=r"^sigma must .*, got "):
            explore(runs, sigma=sigma)
    assert explore(runs, sigma=0.5).settings["sigma"] == pytest.approx(0.5)
    narrow = runs | {"narrow": replace(runs["circle"], sigma=(0.05, 0.2))}
    with pytest.raises(ValueError, match=r"^sigma must lie in \[0\.05, 0\.2\], got 0\.5$"):
        explore(narrow, sigma=0.5)


@pytest.mark.parametrize("name", ["field", "paths"])
def test_an_explorer_starts_on_one_of_its_curves(name, runs):
    with pytest.raises(ValueError, match=r"^curve must be one of 'line', 'circle', 'spiral', got 'square'$"):
        OVER_RANGES[name](runs, curve="square")


def test_a_curve_of_ones_own_reads_well_in_a_caption_and_its_name_is_text(runs):
    own = manifolds.through([[-1, 0], [0, 1], [1, 0]])
    explorer = explorers.field({own.name: replace(runs["circle"], curve=own)}, own.name)
    assert explorer.shown[1].startswith("The curve at σ = 0.1, learned")
    named = explorers.side_by_side({'<i>mine</i> & "yours"': runs["circle"]})
    assert '<i>mine</i> & "yours"' in named.shown[1]
    assert "<i>" not in named.picture.value


@pytest.mark.parametrize("name", TRAINED_ON)
def test_the_tabulated_excess_risk_is_near_the_computed_one_at_any_noise_level(runs, name):
    run, about = runs[name], ranges.excess_risk(runs[name])
    for sigma in (0.02, 0.023, 0.05, 0.14, 0.37, 0.5):
        thorough = oracle.excess_risk(run.model.at(sigma), run.curve, sigma, n=20_000)
        assert about(sigma) == pytest.approx(thorough, rel=0.3)


@pytest.mark.parametrize("name", TRAINED_ON)
@pytest.mark.parametrize("sigma", [0.05, 0.2])
def test_the_field_tells_its_excess_risk_and_the_mean_length_of_an_arrow(kept, runs, name, sigma):
    r, path = runs[name].model.at(sigma), runs[name].curve
    *_, typical, excess = numbers(kept["field"].scene.png(curve=name, sigma=sigma, shown="learned")[1])
    assert excess == pytest.approx(oracle.excess_risk(r, path, sigma), rel=0.6)  # told to one digit
    x_noisy = corruption.gaussian(path.sample(20_000, seed=5), sigma, seed=6)
    with torch.no_grad():
        mean = (r(x_noisy) - x_noisy).norm(dim=1).mean().item()
    assert typical == pytest.approx(mean, rel=0.05)


def test_learned_exact_and_error_are_the_arrows_of_the_maps_and_their_difference(kept, runs):
    r, best = runs["spiral"].model.at(0.1), oracle.PosteriorMean(runs["spiral"].curve, 0.1)
    learned, exact = (fields.on_grid(each, n=17).arrows for each in (r, best))
    for shown, wanted in [("learned", learned), ("exact", exact), ("error", learned - exact)]:
        kept["field"].scene.png(curve="spiral", sigma=0.1, shown=shown)
        np.testing.assert_allclose(arrows(kept["field"]), wanted, atol=1e-6)


def test_the_comparison_gives_each_curves_own_excess_risk(kept, runs):
    _, caption = kept["side_by_side"].scene.png(sigma=0.1)
    told = {name: float(percent) / 100 for name, percent in re.findall(r"(\w+) ([\d.]+)%", caption)}
    assert told == {
        name: pytest.approx(oracle.excess_risk(run.model.at(0.1), run.curve, 0.1), rel=0.5)
        for name, run in runs.items()
    }


@pytest.mark.parametrize(("sigma", "ring"), [(0.1, 0.995), (0.3, 0.951), (0.5, 0.831)])
def test_from_a_ring_around_the_circle_the_exact_paths_come_to_rest_on_a_smaller_ring(kept, sigma, ring):
    # Where r·I₁/I₀(r/σ²) = r; the curve itself they never reach.
    _, caption = kept["paths"].scene.png(curve="circle", sigma=sigma, start="a ring")
    assert numbers(caption)[-1] == pytest.approx(1 - ring, abs=0.0011)


def test_learned_paths_are_the_networks_and_exact_ones_the_oracles(kept, runs):
    scene = kept["paths"].scene
    scene.png(curve="spiral", sigma=0.1, start="one point", x=-0.4, y=1.2)
    maps = runs["spiral"].model.at(0.1), oracle.PosteriorMean(runs["spiral"].curve, 0.1)
    for ax, r in zip(scene.figure.axes, maps):
        expected = fields.path(r, torch.tensor([[-0.4, 1.2]]), steps=30)[:, 0]
        path = next(line for line in ax.lines if len(line.get_xdata()) == 32)
        np.testing.assert_allclose(path.get_xydata()[:31], expected, atol=1e-4)


@pytest.mark.parametrize("moved", ["x", "y"])
def test_to_move_a_point_is_to_drop_one_point(runs, moved):
    explorer = explorers.paths(runs, "circle")
    explorer.set(**{moved: -0.7})
    assert explorer.settings["start"] == "one point"
    assert explorer.shown == explorer.scene.png(**explorer.settings)


@pytest.mark.parametrize("text", ["", "1", "1 2 3", "one two", "nan 0", "0 1.7"])
def test_what_is_no_point_in_view_is_refused_by_its_name(text):
    explorer = explorers.guess()
    explorer.set(point=text)
    assert "ValueError: point must " in explorer.message.value


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.00067, "0.07%"), (0.0043, "0.4%"), (0.096, "10%"), (0.43, "40%"), (12.4, "1000%"), (0, "0%")],
)
def test_a_quick_share_is_told_to_one_digit(share, words):
    assert pictures.about(share) == words


def test_the_quick_excess_risk_is_near_the_thorough_one_and_nothing_for_the_best_map(runs):
    for name, sigma in [("line", 0.05), ("circle", 0.1), ("spiral", 0.3)]:
        r, path = runs[name].model.at(sigma), runs[name].curve
        thorough = oracle.excess_risk(r, path, sigma, n=100_000)
        assert oracle.excess_risk(r, path, sigma, n=2048) == pytest.approx(thorough, rel=0.1)
    assert oracle.excess_risk(oracle.PosteriorMean(path, 0.1), path, 0.1, n=2048) == 0


def test_a_cell_that_runs_again_and_again_keeps_neither_pixels_nor_curves(runs, monkeypatch):
    def alive():
        gc.collect()
        kinds = [type(each) for each in gc.get_objects()]
        return kinds.count(RendererAgg), kinds.count(curve.Curve)

    monkeypatch.setattr(pictures, "AT_HAND", 1)
    for make in (explorers.guess, lambda: explorers.field(runs, "circle")):
        shown = [make()]
        gc.collect()
        gc.freeze()  # what was there before is looked at no more
        canvases, curves = alive()
        for _ in range(3):
            shown.append(make())  # no widget forgets what it answers with
            shown[-1].set(curve="spiral", sigma=0.11)
        assert alive() <= (canvases + 1, curves + 1)  # one that was asked for
        gc.unfreeze()


@pytest.mark.slow
def test_an_hour_of_sliding_leaves_no_figures_artists_or_memory_behind(runs):
    if not Path("/proc/self/statm").exists():
        pytest.skip("resident memory is read from /proc, which this system lacks")

    def resident():
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def artists():
        return [len(ax.get_children()) for ax in explorer.scene.figure.axes]

    def slide(moves):
        for k in moves:
            sigma = (0.05, 0.1, 0.2, 0.3, 0.4)[k % 5]
            explorer.set(sigma=sigma, curve=TRAINED_ON[k % 3], shown=list(field.SHOWN)[k // 3 % 3])

    explorer = explorers.field(runs, "circle")
    slide(range(20))  # every σ on every curve: their oracles are kept
    before, memory = artists(), resident()
    slide(range(100))  # each moves three or four controls: over 300 pictures
    assert artists() == before
    assert resident() - memory < 5
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []


@pytest.mark.parametrize("sigma", [0.02, 0.1, 0.5])
def test_the_quick_path_along_the_exact_arrows_is_the_path_along_them(sigma):
    start = 1.5 * torch.rand(40, 2, generator=torch.Generator().manual_seed(0)) - 0.75
    for name in ("line", "spiral"):
        best = oracle.PosteriorMean(manifolds.named(name), sigma)
        wanted = fields.path(best, start, steps=30)
        torch.testing.assert_close(paths.mean_shift(best, start, steps=30), wanted, atol=1e-4, rtol=0)


@pytest.mark.parametrize("sigma", [0.05, 1.0])
def test_the_contours_of_the_slopes_are_those_of_the_exact_density(sigma):
    best = oracle.PosteriorMean(manifolds.spiral(), sigma)
    wanted = best.log_density(torch.cartesian_prod(slopes.GRID, slopes.GRID)).view(83, 83).T
    torch.testing.assert_close(slopes.log_density(best), wanted.clamp(min=-690.7), atol=0.2, rtol=0)
