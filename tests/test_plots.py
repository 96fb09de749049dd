"""Figures: arrows are true, colours mean the same everywhere, and nothing is shown or left open."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import same_color, to_rgba
from matplotlib.figure import Figure

from dae_helpers import corruption, fields, manifolds, models, oracle, plots, style, training

CURVE = manifolds.spiral()
BEST = oracle.PosteriorMean(CURVE, 0.1)
X = CURVE.sample(50)
FIELD = fields.on_grid(BEST, n=7)
RUN = training.fit(models.DAE(hidden=(8,)), CURVE, n_steps=30, progress=False)

DRAW = {
    "plane": lambda ax: plots.plane(ax, title="x̃"),
    "manifold": lambda ax: plots.manifold(CURVE, ax),
    "points": lambda ax: plots.points(X, ax),
    "field": lambda ax: plots.field(FIELD, CURVE, ax=ax),
    "graph": lambda ax: plots.graph(ax, "x", "y"),
    "loss": lambda ax: plots.loss(RUN, ax),
    "hills": lambda ax: plots.hills(BEST, plots.plane(ax)),
    "field on hills": lambda ax: plots.field(FIELD, CURVE, BEST, ax=plots.plane(ax)),
}


def new_axes(n=1):
    return FigureCanvasAgg(Figure(figsize=(4 * n, 4))).figure.subplots(1, n)


@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW.keys())
def test_each_function_draws_on_its_ax_and_returns_what_it_drew_but_shows_and_changes_nothing(
    draw, monkeypatch
):
    for owner in (plt, Figure):
        monkeypatch.setattr(owner, "show", lambda *_, **__: pytest.fail("a plot called show"))
    ax, numbers, open_before = new_axes(), (X, *FIELD, RUN.loss, CURVE.vertices), plt.get_fignums()
    before = [each.clone() for each in numbers]
    drawn = draw(ax)
    for artist in drawn if isinstance(drawn, list) else [drawn]:
        assert isinstance(artist, Artist)
        assert artist.figure is ax.figure
    ax.figure.canvas.draw()  # without a warning
    assert np.ptp(ax.figure.canvas.buffer_rgba()) > 0
    assert plt.get_fignums() == open_before
    assert all(each.equal(b) for each, b in zip(numbers, before))


def test_on_the_canvas_the_tip_of_each_arrow_is_where_the_map_sends_its_tail():
    tails = torch.tensor([[-1.0, -1.0], [0.5, -0.2], [0.3, 1.0]])
    arrows = torch.tensor([[0.7, 0.4], [-0.9, 0.1], [0.0, -0.6]])
    ax = plots.plane(new_axes())
    quiver = plots.field(fields.Field(tails, arrows), ax=ax)
    ax.figure.canvas.draw()
    for tail, arrow, shape in zip(tails.numpy(), arrows.numpy(), quiver.get_paths()):
        # The vertex of the arrow's outline that lies farthest from its tail is its tip, in pixels.
        outline = quiver.get_transform().transform(shape.vertices)
        tip = outline[np.hypot(*outline.T).argmax()]
        expected = ax.transData.transform(tail + arrow) - ax.transData.transform(tail)
        np.testing.assert_allclose(tip, expected, atol=1.0)


def test_clean_points_are_teal_corrupted_ones_orange_red_and_the_truth_black():
    ax = new_axes()
    assert same_color(plots.points(X, ax).get_facecolor()[0], plots.CLEAN)
    assert same_color(plots.points(X, ax, plots.NOISY).get_facecolor()[0], plots.NOISY)
    assert same_color(plots.manifold(CURVE, ax).get_color(), "black")
    red, green, blue, _ = to_rgba(plots.CLEAN)
    assert min(green, blue) > 2 * red
    red, green, blue, _ = to_rgba(plots.NOISY)
    assert red > green > blue


def test_the_loss_is_drawn_with_its_floor_on_a_logarithmic_scale():
    ax = new_axes()
    each, middle, floor = plots.loss(RUN, ax)
    np.testing.assert_allclose(each.get_ydata(), RUN.loss)
    assert list(each.get_xdata()) == list(range(1, 31))
    # The median of steps 1 to 25 stands at 13, in their middle.
    assert list(middle.get_xdata()) == list(range(13, 19))
    assert set(floor.get_ydata()) == {RUN.floor}
    assert ax.get_yscale() == "log"
    run = training.fit(models.DAE(hidden=(8,)), CURVE, n_steps=1, progress=False)
    assert plots.loss(run, new_axes())[0].get_ydata() == pytest.approx(run.loss)


def test_a_comparison_shows_learned_exact_and_error_and_returns_the_excess_risk():
    axes = new_axes(3)
    excess = plots.compare(RUN.model, BEST, axes)
    assert excess == oracle.excess_risk(RUN.model, CURVE, 0.1)
    assert [ax.get_title().split(":")[0] for ax in axes] == ["learned", "exact", "error"]
    assert f"{excess:.3%}" in axes[2].get_title()
    quivers = [next(a for a in ax.collections if hasattr(a, "scale_units")) for ax in axes]
    wanted = [plots.LEARNED, plots.TRUTH, plots.ERROR]
    assert all(same_color(q.get_facecolor()[0][:3], c) for q, c in zip(quivers, wanted))
    learned, exact, error = quivers
    np.testing.assert_allclose(error.U, learned.U - exact.U, atol=1e-6)
    np.testing.assert_allclose(error.V, learned.V - exact.V, atol=1e-6)


def test_a_plot_of_a_tensor_that_is_being_trained_needs_no_detaching():
    model, x = models.DAE(), X.clone().requires_grad_()
    plots.points(model(X), new_axes())
    arrows = plots.field(fields.Field(x, model(x) - x), ax=new_axes())
    plots.turn(arrows, fields.Field(x, model(x) - x))
    assert not fields.path(model, x, 2).requires_grad


def alphas(quiver):
    return quiver.get_facecolor()[:, 3]


def test_the_hills_hold_ninety_nine_of_a_hundred_corrupted_points():
    # Read off the painted pixels.
    ax = plots.plane(new_axes())
    plots.hills(BEST, ax)
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())[::-1, :, 0]
    x_noisy = corruption.gaussian(CURVE.sample(20_000), 0.1, seed=9)
    column, row = ax.transData.transform(x_noisy[x_noisy.abs().max(dim=1).values < 1.5]).astype(int).T
    assert 0.005 < (pixels[row, column] > 250).mean() < 0.015
    column, row = ax.transData.transform((1.45, 1.45)).astype(int)
    assert pixels[row, column] > 250


@pytest.mark.parametrize("curve", [CURVE, manifolds.circle(2)], ids=["spiral", "a larger circle"])
def test_an_arrow_is_faint_where_corrupted_points_are_rare(curve):
    x, best = corruption.gaussian(curve.sample(4000), 0.1, seed=3), oracle.PosteriorMean(curve, 0.1)
    field = fields.Field(x, best(x) - x)
    faint = alphas(plots.field(field, curve, best, ax=plots.plane(new_axes(), 1.3 * curve.extent))) < 0.5
    assert 0.005 < faint.mean() < 0.015
    assert (alphas(plots.field(field, ax=plots.plane(new_axes()))) == 1).all()


MOONS = [[math.cos(t), math.sin(t)] for t in torch.linspace(0, math.pi, 20).tolist()]
SEEN = {  # an exact denoiser, and the limits of a view in which it is drawn
    "a line that leaves": (oracle.PosteriorMean(manifolds.line(4.4), 0.1), (-1.6, 1.6), (-1.6, 1.6)),
    "pixels": (oracle.PosteriorMean(manifolds.circle(100), 5), (-160, 160), (-160, 160)),
    "a crop": (BEST, (0.2, 1.4), (-0.5, 0.1)),
    "upside down": (BEST, (1.6, -1.6), (1.6, -1.6)),
    "tiny noise": (oracle.PosteriorMean(CURVE, 0.002), (-1.6, 1.6), (-1.6, 1.6)),
    "one point": (oracle.Posterior(torch.zeros(1, 2), torch.ones(1), 0.1), (-1.6, 1.6), (-1.6, 1.6)),
    "an outlier": (
        oracle.Posterior(torch.tensor([*MOONS, [1e4, 0]]), torch.ones(21), 0.1),
        (-1.6, 1.6),
        (-1.6, 1.6),
    ),
    "nothing": (BEST, (50, 60), (50, 60)),
}


@pytest.mark.parametrize("name", SEEN)
def test_hills_and_arrows_can_be_drawn_in_any_view_of_any_points(name):
    best, x_limits, y_limits = SEEN[name]
    ax = new_axes()
    ax.set(xlim=x_limits, ylim=y_limits)
    tails = torch.cartesian_prod(*[torch.linspace(*sorted(limits), 9) for limits in (x_limits, y_limits)])
    arrows = plots.field(fields.Field(tails, best(tails) - tails), best=best, ax=ax)
    ax.figure.canvas.draw()
    # Faint wherever the density is below the lowest hill's
    common = alphas(arrows) > 0.5
    p = best.log_density(tails.double()).exp().numpy()
    assert not common.any() or not (~common).any() or p[common].min() > 0.8 * p[~common].max()
    assert common.any() == (name != "nothing")


def test_a_field_without_a_view_of_its_own_shows_all_of_its_arrows_on_their_hills():
    ax = new_axes()
    plots.field(fields.on_grid(BEST, 3.0, 5), CURVE, BEST, ax=ax)
    assert plots.limits(ax)[0][0] <= -3.0 < 3.0 <= plots.limits(ax)[1][1]


@pytest.mark.parametrize(("extent", "tick"), [(0.5, 0.2), (0.6, 0.5), (1.6, 1), (2.4, 2), (160, 100)])
def test_the_plane_is_not_stretched_and_its_ticks_are_of_its_size(extent, tick):
    ax = plots.plane(new_axes(), extent)
    assert ax.get_aspect() == 1
    assert ax.get_xlim() == ax.get_ylim() == (-extent, extent)
    assert list(ax.get_yticks()) == pytest.approx([-tick, 0, tick])


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_points_and_arrows_of_any_precision_can_be_drawn(dtype):
    x = X.to(dtype)
    np.testing.assert_allclose(plots.points(x, new_axes()).get_offsets(), x.double(), rtol=1e-6)
    arrows = plots.field(fields.Field(x, x / 2), best=BEST, ax=plots.plane(new_axes()))
    np.testing.assert_allclose(arrows.U, x[:, 0].double() / 2, rtol=1e-6)


def everything() -> bytes:
    """The pixels of a figure with all that plots draws."""
    fig, axes = plots.figure(3, ratios=(1, 1))
    plots.compare(RUN.model, BEST, axes[:3])
    plots.loss(RUN, axes[3])
    plots.graph(axes[4], "x", "y", log=True)
    plots.points(X, axes[5])
    with style.settings():
        fig.canvas.draw()
    return bytes(fig.canvas.buffer_rgba())


def test_the_readers_settings_change_no_pixel():
    plain = everything()
    for settings in ["dark_background", {"font.size": 20, "lines.linewidth": 9, "axes.grid": True}]:
        with plt.style.context(settings):
            assert everything() == plain
            assert plt.rcParams["axes.facecolor"] != "white" or not isinstance(settings, str)


def test_the_callers_style_wins():
    ax = plots.plane(new_axes())
    assert plots.manifold(CURVE, ax, color="red", lw=3).get_color() == "red"
    assert plots.points(X, ax, s=20, alpha=0.5).get_sizes() == [20]
    assert plots.field(fields.on_grid(BEST, n=3), ax=ax, width=0.01).width == 0.01


def test_new_hills_take_the_place_of_the_old_ones():
    ax = plots.plane(new_axes())
    old = plots.hills(BEST, ax)
    before = old.get_paths()
    new = plots.hills(oracle.PosteriorMean(CURVE, 0.3), ax, old)
    assert list(ax.collections) == [new]
    assert len(new.get_paths()) == len(before) != 0
    assert new.get_paths() != before
