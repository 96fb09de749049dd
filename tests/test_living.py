"""Living figures: on a page with no kernel, and the network cut, every explorer moves under the hand."""

import re
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook

from dae_helpers import page
from tools import site as website
from tools.firefox import FIREFOX, started
from tools.notebook import NOTEBOOKS, html, read

ROOT = Path(__file__).resolve().parent.parent
LESSON, NEW_POINTS = "demo", "more/new_points"
# For each figure: once it rests, its first control goes to another option, or to an end of its slider.
DRIVE = """async () => {
    const seen = (figure) => [...figure.querySelectorAll(".frame :is(canvas, img, .caption)")]
        .map((each) => each.toDataURL?.() ?? (each.src || each.textContent)).join();
    const move = (figure) => {
        const first = figure.querySelector(":is(select, input):not(:disabled)");
        if (first.type === "radio") return figure.querySelector("input[type=radio]:not(:checked)").click();
        first.value = first.options
            ? [...first.options].find((option) => !option.selected).value
            : first.value === first.min ? first.max : first.min;
        first.dispatchEvent(new Event(first.options ? "change" : "input"));
    };
    const moved = [], pause = (ms) => new Promise((done) => setTimeout(done, ms));
    for (const figure of document.querySelectorAll("figure.living")) {
        figure.scrollIntoView({ block: "center" });
        let before = "", now = "";
        for (let k = 0; k < 100 && !(now && now === before); k++) {
            before = now;
            await pause(300);
            now = seen(figure);
        }
        move(figure);
        for (let k = 0; k < 100 && seen(figure) === now; k++) await pause(100);
        moved.push([figure.dataset.scene, seen(figure) !== now]);
    }
    return moved;
}"""


def twins(name: str) -> list[dict]:
    """What a notebook's explorers have said of themselves: a scene, and its settings."""
    outputs = [output for cell in read(ROOT / name).cells for output in cell.get("outputs", [])]
    said = [output.get("metadata", {}).get("dae_helpers") for output in outputs]
    return [each for each in said if each]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_explorer_has_a_scene_of_the_page_that_takes_its_place(name):
    code = "\n".join(cell.source for cell in read(ROOT / name).cells if cell.cell_type == "code")
    found = twins(name)
    assert len(found) == len(re.findall(r"\bexplorers\.\w+\(", code)) > 0
    assert {twin["scene"] for twin in found} <= set(page.SCENES)


def test_a_figure_begins_as_the_picture_that_was_saved_and_says_its_words_once():
    made = BeautifulSoup(html(read(ROOT / f"{LESSON}.ipynb")), "html.parser")
    figures = made.select("figure.living")
    assert len(figures) == len(twins(f"{LESSON}.ipynb"))
    for figure in figures:
        words = figure.select_one("figcaption").text
        assert figure.img["src"].startswith("data:image/png;base64,")
        assert figure.img["alt"] == words
        assert " ".join(made.text.split()).count(" ".join(words.split())) == 1
    assert len([script for script in made.select("script") if "figure.living" in script.text]) == 1


def test_a_picture_that_was_pasted_into_a_cell_is_in_the_page():
    pasted = {"two dots.png": {"image/png": "AAAA"}}
    cell = new_markdown_cell("![two](attachment:two%20dots.png)", attachments=pasted)
    assert '<img alt="two" src="data:image/png;base64,AAAA"' in html(new_notebook(cells=[cell]))


def test_what_a_page_carries_is_small():
    assert len(page.engine().encode()) < 250_000
    assert len(page.figure_html().encode()) < 100_000


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The addresses of the pages, by their names: those of the site, and what `make demo` writes."""
    if not all(map(find_spec, ("sphinx", "myst_nb", "furo"))):
        pytest.skip("without Sphinx and its extensions, which `make site` installs")
    folder = tmp_path_factory.mktemp("pages")
    website.collect(folder / "sources")
    website.build(folder / "sources", folder / "site")
    (folder / "demo.html").write_text(html(read(ROOT / f"{LESSON}.ipynb")), encoding="utf-8")
    names = {"demo.html": "demo.html"}
    names |= {f"site/{name}": f"site/{name}.html" for name in (LESSON, NEW_POINTS, "page")}
    return {name: (folder / path).as_uri() for name, path in names.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", [LESSON, NEW_POINTS])
def test_every_figure_moves_with_the_network_cut(pages, browser, name):
    with closing(browser.new_context(offline=True)) as context:
        window, wrong = context.new_page(), []
        window.on("pageerror", lambda error: wrong.append(str(error)))
        window.on("requestfailed", lambda request: wrong.append(request.url))
        window.goto(pages[f"site/{name}"])
        moved = window.evaluate(DRIVE)
    assert [scene for scene, _ in moved] == [twin["scene"] for twin in twins(f"{name}.ipynb")]
    assert all(changed for _, changed in moved), moved
    assert wrong == []


@pytest.mark.slow
@pytest.mark.skipif(FIREFOX is None, reason="no Firefox on this machine")
def test_in_firefox_the_lessons_figures_move(pages, tmp_path):
    pytest.importorskip("websocket")
    with started(tmp_path) as window:
        window.open(pages[f"site/{LESSON}"])
        window.evaluate(f"(({DRIVE})().then((moved) => (window.moved = moved)), 0)")
        window.wait("window.moved")
        moved = window.evaluate("window.moved")
    assert len(moved) == len(twins(f"{LESSON}.ipynb"))
    assert all(changed for _, changed in moved), moved


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_figures_keep_nobody_out(pages, browser, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    view = {"width": width, "height": 900}
    for name in ("demo.html", f"site/{LESSON}", "site/page"):
        with closing(browser.new_page(color_scheme=scheme, viewport=view)) as window:
            window.goto(pages[name])
            for figure in window.locator("figure.living").all():
                figure.scroll_into_view_if_needed()
                figure.locator(".frame").wait_for()
            found = axe.run(window, options={"resultTypes": ["violations"]}).response["violations"]
        grave = [each for each in found if each["impact"] in ("serious", "critical")]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in grave] == [], name
