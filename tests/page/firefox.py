"""Firefox as it is installed, driven by its own WebDriver BiDi: no driver beside it is needed."""

import itertools
import json
import shutil
import subprocess
import time
from pathlib import Path

FIREFOX = next(filter(None, map(shutil.which, ["firefox-esr", "firefox"])), None)


class Firefox:
    """One headless window. profile: a new folder, for what Firefox keeps."""

    def __init__(self, profile: Path):
        from websocket import create_connection

        command = [FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        with (profile / "log").open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.counter = itertools.count(1)
        address = self._address(profile / "log")
        self.socket = create_connection(f"{address}/session", timeout=120, suppress_origin=True)
        self.call("session.new", capabilities={})
        self.window = self.call("browsingContext.create", type="window")["context"]

    def _address(self, log: Path) -> str:
        """What Firefox says, once it listens."""
        for _ in range(600):
            said = [line for line in log.read_text().splitlines() if "WebDriver BiDi listening on" in line]
            if said:
                return said[0].split()[-1]
            assert self.process.poll() is None, log.read_text()
            time.sleep(0.1)
        raise TimeoutError(log.read_text())

    def call(self, method: str, **params):
        """The result of one command. Raises RuntimeError with what Firefox says is wrong."""
        number = next(self.counter)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != number:
            pass  # an event
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def open(self, address: str, width: int = 1280, height: int = 800) -> None:
        size = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self.window, viewport=size)
        self.call("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def evaluate(self, expression: str):
        """The value, which JSON can hold, of an expression in the page."""
        text, target = f"JSON.stringify({expression})", {"context": self.window}
        answer = self.call("script.evaluate", expression=text, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def wait(self, expression: str, seconds: float = 120) -> None:
        """Until an expression in the page is true."""
        until = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > until:
                raise TimeoutError(expression)
            time.sleep(0.1)

    def drag(self, path: list[tuple[float, float]], pointer: str) -> None:
        """Draw along a path in the window. pointer: mouse or touch."""
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 10} for x, y in path]
        actions = [
            moves[0],
            {"type": "pointerDown", "button": 0},
            *moves[1:],
            {"type": "pointerUp", "button": 0},
        ]
        source = {
            "type": "pointer",
            "id": pointer,
            "parameters": {"pointerType": pointer},
            "actions": actions,
        }
        self.call("input.performActions", context=self.window, actions=[source])

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(20)
