"""The living page in Firefox: drawn on by mouse and finger, trained, and judged."""

import math

import pytest

from benchmarks.page import loaded
from dae_helpers import manifolds, models, oracle
from dae_helpers.page import save
from tools.firefox import FIREFOX, started

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    if FIREFOX is None:
        pytest.skip("no Firefox on this machine")
    pytest.importorskip("websocket")
    address = save(tmp_path_factory.mktemp("page") / "page.html").as_uri() + "#curve=heart&sigma=0.100"
    with started(tmp_path_factory.mktemp("profile")) as window:
        window.open(address)
        window.wait("window.lesson?.state.judge")
        yield window


def in_python(firefox) -> manifolds.Curve:
    scope = {"manifolds": manifolds}
    exec(firefox.evaluate("document.getElementById('code').value"), scope)
    return scope["curve"]


@pytest.mark.parametrize(("pointer", "turns"), [("mouse", 0.3), ("touch", 0.5)])
def test_a_mouse_and_a_finger_draw(firefox, pointer, turns):
    box = firefox.evaluate("document.getElementById('plane').getBoundingClientRect()")
    x, y, unit = box["x"] + box["width"] / 2, box["y"] + box["width"] / 2, box["width"] / 3.2
    angles = [2 * math.pi * turns * k / 40 for k in range(41)]
    firefox.drag([(x + unit * math.cos(t), y - unit * math.sin(t)) for t in angles], pointer)
    assert in_python(firefox).length == pytest.approx(2 * math.pi * turns, rel=0.03)


def test_what_it_learned_is_a_network_of_the_package(firefox):
    firefox.evaluate("document.querySelector('[value=one]').click()")
    firefox.evaluate("document.getElementById('train').click()")
    firefox.wait("lesson.state.training?.running === false")
    learned = firefox.evaluate(
        "({ sizes: lesson.state.net.sizes, weights: [...lesson.state.training.film.at(-1).weights] })"
    )
    assert oracle.excess_risk(loaded(models.DAE(), **learned), in_python(firefox), 0.1) < 0.01
