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

from dae_helpers import corruption, curve, density, fields, manifolds, oracle, sampling
from dae_helpers.lesson import TRAINED_ON, explorers, field, slopes, tweedie
from dae_helpers.stage import pictures


@pytest.fixture(scope="module")
def kept(runs):
    """The explorer of the field."""
    return explorers.field(runs, "circle")


def numbers(caption):
    """The numbers in a caption, in their order; percentages as fractions."""
    found = re.findall(r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)(%?)", caption)
    return [float(number) / (100 if percent else 1) for number, percent in found]


def arrows(explorer):
    """The arrows (k, 2) of the picture that it shows."""
    (quiver,) = [each for each in explorer.scene.figure.axes[0].get_children() if isinstance(each, Quiver)]
    return np.stack([quiver.U, quiver.V], axis=1)


def test_what_is_no_dict_of_runs_over_a_range_is_refused_by_name(run, runs):
    example = r"training\.fit\(models\.ConditionalDAE\(\), curve, sigma=\(0\.02, 0\.5\)\)"
    with pytest.raises(TypeError, match=r"^runs must be a Mapping, such as \{'circle': run\}, got Run$"):
        explorers.field(runs["circle"], "circle")
    with pytest.raises(ValueError, match=r"^runs must hold at least one Run, got none$"):
        explorers.field({}, "circle")
    with pytest.raises(TypeError, match=rf"^runs\['circle'\] must be a Run, such as {example}, got DAE$"):
        explorers.field({"circle": run.model}, "circle")
    with pytest.raises(ValueError, match=rf"^runs\['circle'\] .* {example}, got a DAE for sigma=0\.1$"):
        explorers.field({"circle": run}, "circle")


def test_an_explorer_starts_on_one_of_its_curves_within_the_noise_levels_of_the_training(runs):
    assert explorers.field(runs, "circle", 0.5).settings["sigma"] == pytest.approx(0.5)
    narrow = runs | {"narrow": replace(runs["circle"], sigma=(0.05, 0.2))}
    for given, sigma, error, words in [
        (runs, 0.01, ValueError, r"sigma must .*"),
        (runs, "0.1", TypeError, r"sigma must .*"),
        (narrow, 0.5, ValueError, r"sigma must lie in \[0\.05, 0\.2\]"),
    ]:
        with pytest.raises(error, match=rf"^{words}, got "):
            explorers.field(given, "circle", sigma)
    with pytest.raises(ValueError, match=r"^curve must be one of 'line', 'circle', 'spiral', got 'square'$"):
        explorers.field(runs, "square")


def test_a_curve_of_ones_own_reads_well_in_a_caption_and_its_name_is_text(runs):
    own = manifolds.through([[-1, 0], [0, 1], [1, 0]])
    explorer = explorers.field({own.name: replace(runs["circle"], curve=own)}, own.name)
    assert explorer.shown[1].startswith("The curve at σ = 0.1, learned")
    name = '<i>mine</i> & "yours"'
    named = explorers.field({name: runs["circle"]}, name)
    assert name in named.shown[1]
    assert "<i>" not in named.picture.value


@pytest.mark.parametrize(("name", "sigma"), [("line", 0.05), ("spiral", 0.2)])
def test_the_field_tells_how_long_learned_arrows_are_and_how_far_they_miss(kept, runs, name, sigma):
    r, path = runs[name].model.at(sigma), runs[name].curve
    *_, long, off = numbers(kept.scene.png(curve=name, sigma=sigma, shown="learned")[1])
    x_noisy = corruption.gaussian(path.sample(20_000, seed=5), sigma, seed=6)
    with torch.no_grad():
        tips = r(x_noisy)
    assert long == pytest.approx((tips - x_noisy).norm(dim=1).mean().item(), rel=0.05)
    exact = oracle.PosteriorMean(path, sigma)(x_noisy)
    assert off == pytest.approx((tips - exact).norm(dim=1).mean().item(), rel=0.1)


def test_learned_exact_and_error_are_the_arrows_of_the_maps_and_their_difference(kept, runs):
    r, best = runs["spiral"].model.at(0.1), oracle.PosteriorMean(runs["spiral"].curve, 0.1)
    learned, exact = (fields.on_grid(each, n=17).arrows for each in (r, best))
    for shown, wanted in [("learned", learned), ("exact", exact), ("error", learned - exact)]:
        kept.scene.png(curve="spiral", sigma=0.1, shown=shown)
        np.testing.assert_allclose(arrows(kept), wanted, atol=1e-6)


def test_what_is_no_point_in_view_is_refused_by_its_name():
    explorer = explorers.guess()
    for text in ("", "1", "1 2 3", "one two", "nan 0", "0 1.7"):
        explorer.set(point=text)
        assert "ValueError: point must " in explorer.message.value
        explorer.set(point="0 0")
        assert explorer.message.value == ""


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.00067, "0.07%"), (0.0043, "0.4%"), (0.096, "10%"), (0.43, "40%"), (12.4, "1000%"), (0, "0%")],
)
def test_a_quick_share_is_told_to_one_digit(share, words):
    assert pictures.about(share) == words


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


@pytest.mark.parametrize("sigma", [0.05, 0.5])
def test_where_contours_are_drawn_the_heights_are_exact_to_a_quarter_of_their_step(sigma):
    best = oracle.PosteriorMean(manifolds.spiral(), sigma)
    *ticks, p = density.landscape(best, ((-1.6, 1.6), (-1.6, 1.6))).picture
    wanted = best.log_density(torch.cartesian_prod(*ticks)).view(p.T.shape).T
    drawn = wanted > wanted.max() - slopes.LINES * slopes.STEP
    assert (p.log() - wanted)[drawn].abs().max() < slopes.STEP / 4


@pytest.mark.parametrize("sigma", [0.1, 0.4, 1.0])
def test_the_pulls_of_the_nodes_add_up_to_the_arrow_and_that_is_the_slope_times_the_variance(sigma):
    explorer, seen = explorers.tweedie(), torch.tensor([[-0.3, 0.7]])
    explorer.set(sigma=sigma, point="-0.3 0.7")
    thick = [line.get_xydata() for line in explorer.scene.figure.axes[0].lines if line.get_lw() == 6]
    pulls, best = np.array([end - start for start, end in thick]), tweedie.best(sigma)
    assert len(pulls) == len(tweedie.NODES)
    np.testing.assert_allclose(pulls.sum(axis=0), (best(seen) - seen)[0], atol=1e-5)
    np.testing.assert_allclose(arrows(explorer)[0], pulls.sum(axis=0), atol=1e-5)
    np.testing.assert_allclose(sigma**2 * tweedie.slope(best, seen), pulls.sum(axis=0), atol=1e-5)
    assert numbers(explorer.shown[1])[:2] == numbers(explorer.shown[1])[-2:]


def test_noise_falls_down_the_levels_onto_the_curve_and_all_along_it():
    spiral, sigmas = manifolds.spiral(), sampling.levels(0.5, 0.02, 12)
    noise = torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    walk = sampling.annealed(lambda sigma: oracle.PosteriorMean(spiral, sigma), sigmas, noise, steps=10)
    explorer = explorers.generate(walk, spiral, sigmas)
    *_, last, total, sigma, near = numbers(explorer.shown[1])
    assert (last, total, sigma) == (120, 120, 0.02)
    assert near < sigma
    explorer.set(step=0)
    assert numbers(explorer.shown[1])[-1] > 10 * near
    shares = torch.histc(sampling.nearest(walk[-1], spiral)[1].float(), 4, 0, 1) / 500
    assert shares.min() > 0.1
