"""The living page in Firefox: drawn on by mouse and finger, trained, and judged."""

import math

import pytest

from benchmarks.page import loaded
from dae_helpers import manifolds, models, oracle
from dae_helpers.page import save
from tests.page.firefox import FIREFOX, Firefox

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    if FIREFOX is None:
        pytest.skip("no Firefox on this machine")
    pytest.importorskip("websocket")
    window = Firefox(tmp_path_factory.mktemp("profile"))
    window.open(save(tmp_path_factory.mktemp("page") / "page.html").as_uri() + "#curve=heart&sigma=0.100")
    window.wait("window.lesson?.state.judge")
    yield window
    window.close()


def arc(firefox, turns: float) -> list[tuple[float, float]]:
    """Places in the window along a circle of radius 1 in the plane."""
    box = firefox.evaluate("document.getElementById('plane').getBoundingClientRect()")
    across = box["width"] / 3.2
    angles = [2 * math.pi * turns * k / 40 for k in range(41)]
    return [
        (box["x"] + across * (1.6 + math.cos(t)), box["y"] + across * (1.6 - math.sin(t))) for t in angles
    ]


def in_python(firefox) -> manifolds.Curve:
    scope = {"manifolds": manifolds}
    exec(firefox.evaluate("document.getElementById('code').value"), scope)
    return scope["curve"]


@pytest.mark.parametrize(("pointer", "turns"), [("mouse", 0.3), ("touch", 0.5)])
def test_a_mouse_and_a_finger_draw(firefox, pointer, turns):
    firefox.drag(arc(firefox, turns), pointer)
    assert in_python(firefox).length == pytest.approx(2 * math.pi * turns, rel=0.03)


def test_what_it_learned_is_a_network_of_the_package(firefox):
    firefox.evaluate("document.querySelector('[value=one]').click()")
    firefox.evaluate("document.getElementById('train').click()")
    firefox.wait("lesson.state.training?.running === false")
    learned = firefox.evaluate(
        "({ sizes: lesson.state.net.sizes, weights: [...lesson.state.training.film.at(-1).weights] })"
    )
    assert oracle.excess_risk(loaded(models.DAE(), **learned), in_python(firefox), 0.1) < 0.01
