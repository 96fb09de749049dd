"""JupyterLab and Notebook in a real browser: fixtures for the tests that need them."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
TOKEN = "lesson"
FRONT_ENDS = {"JupyterLab": "lab/tree", "Notebook": "notebooks"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A Jupyter server of its own: its address, and the folder whose notebooks it opens."""
    home = tmp_path_factory.mktemp("jupyter")
    (home / "lesson").mkdir()
    # All cells are kept in the page, so that the test can reach those out of view.
    overrides = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
    (home / "config" / "labconfig").mkdir(parents=True)
    (home / "config" / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(overrides))
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
            for _ in range(300):
                for info in (home / "runtime").glob("jpserver-*.json"):
                    if (text := info.read_text()).endswith("}"):  # written to its end
                        yield json.loads(text)["url"], home / "lesson"
                        return
                assert process.poll() is None, (home / "log").read_text()
                time.sleep(0.1)
            raise TimeoutError((home / "log").read_text())
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium that asks nobody but this machine."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as launcher:
        yield launcher.chromium.launch(executable_path=CHROMIUM, args=flags)


@pytest.fixture(scope="module", params=FRONT_ENDS)
def opened(request, server, browser):
    """opened(path): the page of a copy of that notebook, after "Run all"; in each of the front ends."""
    address, folder = server

    def run(path: Path):
        shutil.copy(path, folder)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        # Without "reset" JupyterLab would open beside it what was open before.
        page.goto(f"{address}{FRONT_ENDS[request.param]}/{path.name}?token={TOKEN}&reset")
        page.wait_for_function(
            """() => {
                const widget = window.jupyterapp?.shell.currentWidget;
                return widget?.sessionContext?.session?.kernel?.status === "idle";
            }""",
            timeout=120_000,
        )
        # Not awaited here: a promise that takes long would time the call out.
        page.evaluate(
            "() => { jupyterapp.commands.execute('notebook:run-all-cells').then(() => window.ran = true) }"
        )
        page.wait_for_function("() => window.ran", timeout=180_000)
        page.front_end = request.param
        pages.append(page)
        return page

    pages = []
    yield run
    for page in pages:
        page.close()
