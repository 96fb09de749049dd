"""Firefox as it is installed, for the tests."""

import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FIREFOX = next(filter(None, map(shutil.which, ["firefox-esr", "firefox"])), None)


@contextmanager
def started(profile: Path) -> Iterator["Firefox"]:
    """A window of it; profile: a new folder, for what Firefox keeps."""
    window = Firefox(profile)
    try:
        yield window
    finally:
        window.socket.close()
        window.process.terminate()
        window.process.wait(20)


class Firefox:
    """One headless window, driven by Firefox's own WebDriver BiDi."""

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

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is loaded."""
        self.call("browsingContext.navigate", context=self.window, url=address, wait="complete")

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
