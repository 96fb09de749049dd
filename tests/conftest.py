"""What several tests use: networks that were trained for a moment only."""

import pytest
import torch
from front_ends import browser, opened, server  # noqa: F401

from dae_helpers import manifolds, models, oracle, sampling, training
from dae_helpers.lesson import TRAINED_ON


@pytest.fixture(scope="session")
def runs():
    """A network for each curve, for every noise level, not quite trained."""
    return {
        name: training.fit(
            models.ConditionalDAE(), manifolds.CURVES[name](), (0.02, 0.5), n_steps=60, progress=False
        )
        for name in TRAINED_ON
    }


@pytest.fixture(scope="session")
def run():
    """A network for the circle at one noise level, not quite trained."""
    return training.fit(models.DAE(), manifolds.circle(), n_steps=60, progress=False)


@pytest.fixture(scope="session")
def falling():
    """What the falling scene needs: a curve, noise levels, and a walk down them of two kinds."""
    curve, sigmas = manifolds.circle(), [0.5, 0.2, 0.05]
    start = torch.randn(40, 2, generator=torch.Generator().manual_seed(0))
    walks = {
        "exact": sampling.annealed(lambda level: oracle.PosteriorMean(curve, level), sigmas, start, steps=4),
        "no arrows": sampling.annealed(lambda level: lambda x: x, sigmas, start, steps=4),
    }
    return curve, sigmas, walks
