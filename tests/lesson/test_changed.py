"""What a student may change in a cell, σ, curve or count: the figure is drawn, and its words are true."""

import re

import pytest
import torch

from dae_helpers import manifolds, models, oracle, plots, training
from dae_helpers.lesson import closer, clouds, figures, information, predictions, rings, trends


def a_run(name="circle", sigma=0.1):
    """A run that did not train: its loss stays at the floor."""
    curve = manifolds.CURVES[name]()
    floor = oracle.PosteriorMean(curve, sigma).mmse()
    return training.Run(models.DAE(), curve, sigma, floor, torch.full((60,), floor))


def share(run):
    return run.floor / (2 * run.sigma**2)


@pytest.mark.parametrize("name", manifolds.CURVES)
@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.5, 3.0])
def test_the_first_prediction_can_be_asked_of_any_curve_and_noise(name, sigma):
    run = a_run(name, sigma)
    question = predictions.floor(run)
    assert f"On the {name} at σ = {sigma:g}," in question.text
    assert list(question.limits) == sorted(question.limits)
    verdict = question.judge(round(share(run) * 20) / 20)  # the nearest step of the slider
    assert verdict.right
    assert f"{share(run):.3f} of 2σ²" in verdict.reply
    assert share(run) > 0.7 or f"2σ² = {2 * sigma**2:.3g}" in question.judge(1.0).reply
    assert not question.judge(1.0 if share(run) < 0.5 else 0.0).right


def test_the_first_prediction_is_about_one_noise_level():
    with pytest.raises(TypeError, match=r"run\.sigma"):
        predictions.floor(training.Run(models.DAE(), manifolds.circle(), (0.02, 0.5), 1.0))


def test_the_caption_of_the_loss_tells_where_it_is_and_not_where_it_should_be():
    run = a_run("spiral", 0.2)
    run.loss = 3 * run.loss
    caption = trends.floor(run)[1]
    assert f"{share(run):.3f} of 2σ² = 0.08" in caption
    assert "3.00 times" in caption


@pytest.mark.slow
@pytest.mark.parametrize(("name", "sigma"), [("line", 0.5), ("spiral", 0.05)])
def test_the_figures_of_the_lesson_take_any_curve_and_noise(name, sigma):
    best = oracle.PosteriorMean(manifolds.CURVES[name](), sigma)
    shown = [
        figures.guesses(best, n=3),
        figures.memory(best, n=50),
        figures.leftover({"before": lambda x: x, "exact": best}, best),
        figures.twins(best, best, best),
        trends.floors([best.curve, manifolds.heart()]),
    ]
    for _, caption in shown:
        assert "nan" not in caption
    assert all(f"σ = {sigma:g}" in caption for _, caption in (shown[0], shown[2]))


def test_on_any_curve_the_noise_along_it_is_told_from_the_noise_across():
    for name in ("line", "spiral"):
        best = oracle.PosteriorMean(manifolds.CURVES[name](), 0.05)
        caption = figures.leftover({"exact": best}, best)[1]
        along, across = map(float, re.search(r"exact ([\d.]+) and ([\d.]+)\.", caption).groups())
        assert along > 0.85
        assert across < 0.1


@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.5])
def test_the_least_offset_lies_within_the_figure(sigma):
    figure, caption = rings.offsets(sigma)
    least = float(re.search(r"at δ = (-?[\d.]+)\.$", caption)[1])
    assert figure.axes[0].get_xlim()[0] < 1.1 * least < 0
    assert figure.axes[0].get_ylim()[0] == 0
    risks = figure.axes[0].lines[0].get_ydata()
    assert min(risks) < min(risks[0], risks[-1])


def test_the_dimensions_stay_in_the_frame_at_any_noise():
    figure, _ = rings.dimensions(sigma=0.3, n=500)
    for ax in figure.axes:
        assert max(ax.lines[0].get_ydata()) < ax.get_ylim()[1]


@pytest.mark.parametrize("crowding", [1, 2, 3])
def test_the_lean_of_uneven_data_is_compared_with_their_own_density(crowding):
    nodes = manifolds.circle().points(2000)
    even = oracle.Posterior(nodes, torch.ones(2000), sigma=0.4)
    uneven = oracle.Posterior(nodes, (crowding * nodes[:, 0]).exp(), sigma=0.4)
    least, most = map(
        float, re.search(r"it is ([\d.]+) to ([\d.]+) of", closer.leaning(even, uneven)[1]).groups()
    )
    assert 0.98 < least < most < 1.02


def test_where_repeated_steps_lead_is_told_of_the_curve_that_was_taken():
    best = oracle.PosteriorMean(manifolds.spiral(), 0.3)
    figure, caption = clouds.iterated(best, best, torch.randn(40, 2), steps=5)
    titles = [ax.get_title() for ax in figure.axes]
    assert "drawn from the spiral" in titles
    assert "circle" not in caption + " ".join(titles)
    assert not re.search(r"\d|hundred|thousand", predictions.ITERATE.text)


def test_a_dollar_in_the_name_of_a_curve_is_a_letter():
    curve = manifolds.through([[-1, 0], [0, 0.5], [1, 0]], name=r"$\frac$")
    _, (ax,) = plots.figure()
    plots.plane(ax, title=curve.name).figure.canvas.draw()
    for figure, caption in (trends.floors([curve]), information.twice([curve])):
        figure.canvas.draw()
        assert curve.name in caption
