"""The living page in Firefox: drawn on by mouse and finger, trained, and judged."""

import itertools
import json
import math
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from benchmarks.page import loaded
from dae_helpers import manifolds, models, oracle
from dae_helpers.page import save

pytestmark = pytest.mark.slow
FIREFOX = next(filter(None, map(shutil.which, ["firefox-esr", "firefox"])), None)


class Firefox:
    """One headless window of Firefox as it is installed, driven by its own WebDriver BiDi.

    profile: a new folder, for what Firefox keeps.
    """

    def __init__(self, profile: Path):
        from websocket import create_connection

        command = [FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        log = profile / "log"
        with log.open("w") as file:
            self.process = subprocess.Popen(command, stdout=file, stderr=file)
        while not (listens := re.search(r"WebDriver BiDi listening on (\S+)\s", log.read_text())):
            assert self.process.poll() is None, log.read_text()
            time.sleep(0.1)
        self.counter = itertools.count(1)
        self.socket = create_connection(f"{listens[1]}/session", timeout=120, suppress_origin=True)
        self.call("session.new", capabilities={})
        self.window = self.call("browsingContext.create", type="window")["context"]

    def call(self, method: str, **params):
        """The result of one command."""
        number = next(self.counter)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != number:
            pass  # an event
        assert answer["type"] == "success", answer
        return answer["result"]

    def evaluate(self, expression: str):
        """The value, which JSON can hold, of an expression in the page."""
        text, target = f"JSON.stringify({expression})", {"context": self.window}
        answer = self.call("script.evaluate", expression=text, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def wait(self, expression: str) -> None:
        """Until an expression in the page is true, at most two minutes."""
        until = time.monotonic() + 120
        while not self.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < until, expression
            time.sleep(0.1)

    def drag(self, path: list[tuple[float, float]], pointer: str) -> None:
        """Draw along a path in the window. pointer: mouse or touch."""
        first, *moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 10} for x, y in path
        ]
        actions = [first, {"type": "pointerDown", "button": 0}, *moves, {"type": "pointerUp", "button": 0}]
        kind = {"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}}
        self.call("input.performActions", context=self.window, actions=[kind | {"actions": actions}])


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    if FIREFOX is None:
        pytest.skip("no Firefox on this machine")
    pytest.importorskip("websocket")
    window = Firefox(tmp_path_factory.mktemp("profile"))
    address = save(tmp_path_factory.mktemp("page") / "page.html").as_uri() + "#curve=heart&sigma=0.100"
    window.call("browsingContext.navigate", context=window.window, url=address, wait="complete")
    window.wait("window.lesson?.state.judge")
    yield window
    window.socket.close()
    window.process.terminate()
    window.process.wait(20)


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
