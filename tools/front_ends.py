"""JupyterLab and Notebook in a real browser, for the tests and the stopwatch."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
TOKEN = "lesson"
FRONT_ENDS = {"JupyterLab": "lab/tree", "Notebook": "notebooks"}
# All cells are kept in the page, so that those out of view can be reached.
OVERRIDES = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
IDLE = """() => {
    const widget = window.jupyterapp?.shell.currentWidget;
    return widget?.sessionContext?.session?.kernel?.status === "idle";
}"""
# Not awaited: a promise that takes long would time the call out.
RUN_ALL = "() => { jupyterapp.commands.execute('notebook:run-all-cells').then(() => window.ran = true) }"


@contextmanager
def server() -> Iterator[tuple[str, Path]]:
    """A Jupyter server of its own: its address, and the folder whose notebooks it opens."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / "lesson").mkdir()
        (home / "config" / "labconfig").mkdir(parents=True)
        (home / "config" / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(OVERRIDES))
        folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        arguments = [
            "--no-browser",
            "--allow-root",
            "--port=0",
            f"--ServerApp.root_dir={home / 'lesson'}",
            f"--IdentityProvider.token={TOKEN}",
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            "--LabApp.news_url=None",
        ]
        with (home / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", *arguments],
                env=os.environ | folders | {"PYTHONPATH": str(ROOT), "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
                stdout=log,
                stderr=log,
            )
            try:
                yield address(process, home), home / "lesson"
            finally:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:  # on a busy machine its kernels may hold it up
                    process.kill()
                    process.wait()


def address(process: subprocess.Popen, home: Path) -> str:
    """Where the server answers, once it does."""
    for _ in range(1200):  # a busy machine takes its time
        for info in (home / "runtime").glob("jpserver-*.json"):
            if (text := info.read_text()).endswith("}"):  # written to its end
                return json.loads(text)["url"]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise TimeoutError((home / "log").read_text())


@contextmanager
def browser() -> Iterator:
    """Headless Chromium that asks nobody but this machine."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as launcher:
        yield launcher.chromium.launch(executable_path=CHROMIUM, args=flags)


def run_all(path: Path, front_end: str, server: tuple[str, Path], browser):
    """The page of a copy of a notebook, after "Run all"; front_end: a key of FRONT_ENDS."""
    address, folder = server
    shutil.copy(path, folder)
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    # Without "reset" JupyterLab would open beside it what was open before.
    page.goto(f"{address}{FRONT_ENDS[front_end]}/{path.name}?token={TOKEN}&reset")
    page.wait_for_function(IDLE, timeout=120_000)
    page.evaluate(RUN_ALL)
    page.wait_for_function("() => window.ran", timeout=180_000)
    page.front_end = front_end
    return page
