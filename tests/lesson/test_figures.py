"""The lesson's figures: their words are true for whatever σ, curve or count a student puts into a cell."""

import re

import pytest
import torch

from dae_helpers import manifolds, models, oracle, training
from dae_helpers.lesson import figures
from dae_helpers.lesson.checks import EXERCISES


def test_the_caption_of_the_loss_tells_where_it_is_and_not_where_it_should_be():
    curve = manifolds.spiral()
    floor = oracle.PosteriorMean(curve, 0.2).mmse()
    run = training.Run(models.DAE(), curve, 0.2, floor, loss=torch.full((60,), 3 * floor))
    caption = figures.floor(run, run.loss / 2)[1]
    assert f"{floor / (2 * 0.2**2):.3f} of 2σ² = 0.08" in caption
    assert "in units of the floor: your loop 1.50, training.fit 3.00." in caption


@pytest.mark.slow
@pytest.mark.parametrize(("name", "sigma"), [("line", 0.5), ("spiral", 0.05)])
def test_the_figures_take_any_curve_and_noise(name, sigma):
    best = oracle.PosteriorMean(manifolds.CURVES[name](), sigma)
    shown = [
        figures.guesses(best, best.curve, sigma),
        figures.twins(best, best, best),
    ]
    assert all("nan" not in caption for _, caption in shown)
    assert f"σ = {sigma:g}" in shown[0][1]


def test_of_the_noise_on_the_circle_the_part_along_it_stays_and_the_part_across_goes():
    best, split = oracle.PosteriorMean(manifolds.circle(), 0.1), EXERCISES["split"].worked
    caption = figures.leftover({"before": lambda x: x, "exact": best}, best, split)[1]
    told = [float(number) for number in re.findall(r"(\d\.\d\d)(?: and|;|\.$)", caption)]
    assert told == pytest.approx([1, 1, 1, 0], abs=0.06)


def test_an_arrow_from_the_circle_is_as_long_as_its_caption_says(runs):
    caption = figures.on_the_circle(runs)[1]
    inwards = 1 - oracle.PosteriorMean(manifolds.circle(), 0.5)(torch.tensor([[1.0, 0.0]]))[0, 0].item()
    assert inwards == pytest.approx(0.136, abs=5e-4)
    assert f"at σ = 0.5. The exact ones are {inwards:.3f} long" in caption
