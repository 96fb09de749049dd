"""The density behind the hills is the oracle's, and its contours hold their shares of it."""

import pytest
import torch

from dae_helpers import corruption, density, manifolds, oracle

SQUARE = (-1.6, 1.6), (-1.6, 1.6)
VIEWS = {"the square": SQUARE, "off centre": ((0.2, 1.4), (-1.5, 0.3)), "wide": ((-2, 2), (-1.3, 1.3))}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("sigma", [0.05, 0.5])
def test_the_contours_density_is_the_oracles_wherever_one_looks(sigma, view):
    best = oracle.PosteriorMean(manifolds.spiral(), sigma)
    landscape = density.landscape(best, VIEWS[view])
    x, y, p = landscape.picture
    exact = best.log_density(torch.cartesian_prod(x, y)).exp()
    assert (p.T.flatten() - exact).abs().max() < 0.02 * exact.max()
    assert (landscape.at(torch.cartesian_prod(x, y)) - p.T.flatten()).abs().max() < 1e-9


@pytest.mark.parametrize("sigma", [0.05, 0.3])
@pytest.mark.parametrize("size", [1.0, 2.0])
def test_above_each_level_lies_its_share_of_the_corrupted_points(size, sigma):
    curve = manifolds.circle(size)
    best = oracle.PosteriorMean(curve, sigma)
    landscape = density.landscape(best, ((-1.2 * size, 1.2 * size),) * 2)
    p = landscape.at(corruption.gaussian(curve.sample(20_000, seed=1), sigma, seed=2))
    shares = [(p > level).float().mean().item() for level in landscape.levels]
    assert shares == pytest.approx(density.SHARES, abs=0.02)
