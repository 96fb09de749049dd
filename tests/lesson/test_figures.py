"""The lesson's figures: their words are true for whatever σ, curve or count a student puts into a cell."""

import re

import pytest
import torch

from dae_helpers import manifolds, models, oracle, training
from dae_helpers.lesson import figures


def test_the_caption_of_the_loss_tells_where_it_is_and_not_where_it_should_be():
    curve = manifolds.spiral()
    floor = oracle.PosteriorMean(curve, 0.2).mmse()
    run = training.Run(models.DAE(), curve, 0.2, floor, loss=torch.full((60,), 3 * floor))
    caption = figures.floor(run)[1]
    assert f"{floor / (2 * 0.2**2):.3f} of 2σ² = 0.08" in caption
    assert "3.00 times" in caption


@pytest.mark.slow
@pytest.mark.parametrize(("name", "sigma"), [("line", 0.5), ("spiral", 0.05)])
def test_the_figures_take_any_curve_and_noise(name, sigma):
    best = oracle.PosteriorMean(manifolds.CURVES[name](), sigma)
    shown = [
        figures.guesses(best, n=3),
        figures.leftover({"before": lambda x: x, "exact": best}, best),
        figures.memory(best, n=50),
        figures.twins(best, best, best),
    ]
    assert all("nan" not in caption for _, caption in shown)
    assert all(f"σ = {sigma:g}" in caption for _, caption in shown[:2])


def test_on_any_curve_the_noise_along_it_is_told_from_the_noise_across():
    for name in ("line", "spiral"):
        best = oracle.PosteriorMean(manifolds.CURVES[name](), 0.05)
        caption = figures.leftover({"exact": best}, best)[1]
        along, across = map(float, re.search(r"exact ([\d.]+) and ([\d.]+)\.", caption).groups())
        assert along > 0.85
        assert across < 0.1
