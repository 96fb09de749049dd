"""A student's hand on the sliders: the lesson in a real browser, in JupyterLab and in Notebook."""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
TOKEN = "lesson"
EXPLORERS = ["zoom", "corruption", "film", "field", "compare", "paths"]  # in the notebook's order

if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no Chromium on this machine", allow_module_level=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a Jupyter server of its own, in a fresh folder that holds a copy of the lesson."""
    home = tmp_path_factory.mktemp("jupyter")
    (home / "lesson").mkdir()
    shutil.copy(ROOT / "demo.ipynb", home / "lesson")
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
                    yield json.loads(info.read_text())["url"]
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
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=flags)


@pytest.fixture(scope="module", params=["lab/tree", "notebooks"], ids=["JupyterLab", "Notebook"])
def lesson(request, server, browser):
    """The lesson's page, after "Run all"."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{server}{request.param}/demo.ipynb?token={TOKEN}")
    page.wait_for_function(
        """() => {
            const widget = window.jupyterapp?.shell.currentWidget;
            return widget?.sessionContext?.session?.kernel?.status === "idle";
        }""",
        timeout=120_000,
    )
    # Not awaited here: a promise that takes long would time the call out.
    page.evaluate(
        """() => { jupyterapp.commands.execute("notebook:run-all-cells").then(() => window.ran = true) }"""
    )
    page.wait_for_function("() => window.ran", timeout=180_000)
    page.front_end = {"lab/tree": "JupyterLab", "notebooks": "Notebook"}[request.param]
    yield page
    page.close()


def explorer(page: Page, name: str) -> Locator:
    """The widget of one explorer."""
    return page.locator(".jp-OutputArea-output .widget-vbox").nth(EXPLORERS.index(name))


def picture(widget: Locator) -> Locator:
    return widget.locator(".widget-html img").first


def shown(widget: Locator) -> tuple[str, str]:
    """The picture and its caption, as they are now."""
    return picture(widget).get_attribute("src"), picture(widget).get_attribute("alt")


def press(widget: Locator, slider: int, key: str) -> None:
    handle = widget.locator(".noUi-handle").nth(slider)
    handle.focus()
    handle.press(key)


def wait_for_change(widget: Locator, before: tuple[str, str]) -> None:
    expect(picture(widget)).not_to_have_attribute("src", before[0], timeout=30_000)
    expect(picture(widget)).not_to_have_attribute("alt", before[1], timeout=30_000)


def test_the_lesson_runs_whole_without_an_error(lesson):
    assert lesson.locator(".jp-OutputArea-output .widget-vbox").count() == len(EXPLORERS)
    assert lesson.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert lesson.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_control_changes_the_picture_and_the_caption(lesson, name):
    widget = explorer(lesson, name)
    widget.scroll_into_view_if_needed()
    for slider in range(widget.locator(".noUi-handle").count()):
        before = shown(widget)
        press(widget, slider, "PageDown")
        wait_for_change(widget, before)
    for number in range(widget.locator("select").count()):
        menu, before = widget.locator("select").nth(number), shown(widget)
        choices = menu.locator("option").all_inner_texts()
        menu.select_option(next(each for each in choices if each != menu.input_value()))
        wait_for_change(widget, before)
    BUILD.mkdir(exist_ok=True)
    lesson.screenshot(path=BUILD / f"{lesson.front_end}-{name}.png")

    before = shown(widget)
    widget.get_by_role("button", name="Reset").click()
    wait_for_change(widget, before)
    assert widget.locator("img").count() == 1
    assert widget.get_by_role("alert").count() == 0


def test_a_network_is_trained_before_the_students_eyes_and_can_be_stopped(lesson):
    widget = explorer(lesson, "field")
    widget.scroll_into_view_if_needed()
    before = shown(widget)
    widget.get_by_role("button", name="Train a new DAE").click()
    wait_for_change(widget, before)
    widget.get_by_role("button", name="Stop").click()
    again = widget.get_by_role("button", name="Train a new DAE")
    expect(again).to_be_visible(timeout=30_000)
    chart = widget.locator(".widget-html img").nth(1)
    reached = int(chart.get_attribute("alt").split()[1].rstrip(":"))
    assert 0 < reached < 600
    again.click()
    expect(chart).to_have_attribute("alt", re.compile("^Step 600:"), timeout=60_000)
    lesson.screenshot(path=BUILD / f"{lesson.front_end}-trained.png")


def test_after_sixty_quick_moves_the_last_setting_wins(lesson):
    widget = explorer(lesson, "field")
    widget.scroll_into_view_if_needed()
    press(widget, 0, "Home")
    for _ in range(30):
        press(widget, 0, "PageUp")
        press(widget, 0, "PageDown")
    press(widget, 0, "PageUp")
    start = time.perf_counter()
    sigma = widget.locator(".widget-readout").first.inner_text()
    expect(picture(widget)).to_have_attribute(
        "alt", re.compile(f"σ = {float(sigma):.3g}, learned"), timeout=30_000
    )
    record(lesson, "settled after 60 moves, ms", 1000 * (time.perf_counter() - start))


def test_how_long_a_move_takes(lesson):
    """Records the time from key press to new pixels; being slow is not an error."""
    widget = explorer(lesson, "field")
    widget.scroll_into_view_if_needed()
    press(widget, 0, "Home")
    lesson.evaluate(
        """() => {
            window.moves = [];
            const widget = document.querySelectorAll(".jp-OutputArea-output .widget-vbox")[FIELD];
            const image = () => widget.querySelector(".widget-html img");
            let pressed, source = image().src;
            document.addEventListener("keydown", () => { pressed = performance.now() }, true);
            const changed = async () => {
                if (image().src === source) return;  // only the slider's readout moved
                source = image().src;
                await image().decode().catch(() => {});  // a newer picture may have come
                requestAnimationFrame(() => window.moves.push(performance.now() - pressed));
            };
            new MutationObserver(changed).observe(widget, {subtree: true, childList: true});
        }""".replace("FIELD", str(EXPLORERS.index("field")))
    )
    for move in range(50):
        before = picture(widget).get_attribute("src")
        press(widget, 0, "PageUp" if move % 16 < 8 else "PageDown")
        expect(picture(widget)).not_to_have_attribute("src", before, timeout=30_000)
    moves = sorted(lesson.evaluate("() => window.moves"))
    record(lesson, "a move, median ms", statistics.median(moves))
    record(lesson, "a move, 90th percentile ms", moves[round(0.9 * len(moves)) - 1])
    assert len(moves) > 40  # two moves in one redraw count as one


def record(page: Page, what: str, value: float) -> None:
    """Keep a measured time in build/browser.txt."""
    with (BUILD / "browser.txt").open("a", encoding="utf-8") as file:
        file.write(f"{page.front_end}: {what}: {value:.0f}\n")


def test_where_no_widget_can_live_a_picture_stands_in_place_of_every_explorer(browser, tmp_path):
    notebook = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    (tmp_path / "demo.html").write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.goto((tmp_path / "demo.html").as_uri())
    cells = [
        cell for cell in notebook.cells if cell.source.startswith("explorers.") and cell.cell_type == "code"
    ]
    assert len(cells) == len(EXPLORERS)
    for cell in cells:
        alt = cell.outputs[0].metadata["image/png"]["alt"]
        image = page.locator(f'img[alt="{alt}"]')
        assert image.evaluate("image => image.naturalWidth") >= 500
    page.screenshot(path=BUILD / "page.png", full_page=True)
