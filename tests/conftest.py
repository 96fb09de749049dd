"""What several tests use: networks that were trained for a moment only, and a real browser."""

import os

import pytest
import torch

from dae_helpers import manifolds, models, oracle, sampling, training
from dae_helpers.lesson import TRAINED_ON
from tools import front_ends


def pytest_collection_modifyitems(items):
    """What takes longest comes first, lest one worker be left with it: whole notebooks, then browsers."""
    items.sort(key=lambda item: (item.path.stem != "test_notebook", "browser" not in item.fixturenames))


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
def walks():
    """What falls down the noise levels: a curve, the levels, and walks of two kinds."""
    curve, sigmas = manifolds.circle(), [0.5, 0.2, 0.05]
    start = torch.randn(40, 2, generator=torch.Generator().manual_seed(0))
    walked = {
        "exact": sampling.annealed(lambda level: oracle.PosteriorMean(curve, level), sigmas, start, steps=4),
        "no arrows": sampling.annealed(lambda level: lambda x: x, sigmas, start, steps=4),
    }
    return curve, sigmas, walked


@pytest.fixture(scope="module")
def browser():
    if front_ends.CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine")
    pytest.importorskip("playwright.sync_api")
    with front_ends.browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def server():
    with front_ends.server() as server:
        yield server


# One of them is enough to see that something broke; CI looks at both.
@pytest.fixture(scope="module", params=["JupyterLab", pytest.param("Notebook", marks=pytest.mark.slow)])
def front_end(request):
    """Its name: a key of front_ends.FRONT_ENDS."""
    return request.param


@pytest.fixture(scope="module")
def opened(front_end, server, browser):
    """opened(path): the page of a copy of that notebook, after "Run all"; in each of the front ends."""
    pages = []

    def opened(path):
        pages.append(front_ends.run_all(path, front_end, server, browser))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()
