"""What several tests use: networks that were trained for a moment only."""

import pytest

from dae_helpers import manifolds, models, training


@pytest.fixture(scope="session")
def runs():
    """A network for each curve, for every noise level, not quite trained."""
    return {
        name: training.fit(models.ConditionalDAE(), make(), (0.02, 0.5), n_steps=60, progress=False)
        for name, make in manifolds.BY_NAME.items()
    }


@pytest.fixture(scope="session")
def run():
    """A network for the circle at one noise level, not quite trained."""
    return training.fit(models.DAE(), manifolds.circle(), n_steps=60, progress=False)
