"""The lesson as a website: all of it is there, for everybody, and it asks nobody for anything."""

import inspect
import re
import textwrap
import tomllib
from base64 import b64decode
from contextlib import closing
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tools import site as website
from tools.firefox import FIREFOX, started
from tools.notebook import NOTEBOOKS, html, read
from tools.publish import badges

NEEDED = ("sphinx", "myst_nb", "furo", "sphinxcontrib")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(find_spec, NEEDED)),
        reason="without Sphinx and its extensions, which `make site` installs",
    ),
]
ROOT = Path(__file__).resolve().parent.parent
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
PASTED_INTO = "closer_look.ipynb"
# One grey point
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
PAGES = ("index", *(name.rpartition(".")[0] for name in (*NOTEBOOKS, *website.PAGES)), "api", "search")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, built here and now, with a picture pasted into the text of one notebook."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(website, "read", pasted_into)
        website.collect(folder / "sources")
    website.build(folder / "sources", folder / "site")
    return folder / "site"


def pasted_into(path: Path):
    notebook = read(path)
    if path.name == PASTED_INTO:
        cell = next(cell for cell in notebook.cells[1:] if cell.cell_type == "markdown")
        cell.source += "\n\n![pasted](attachment:a%20picture.png)"
        cell.attachments = {"a picture.png": {"image/png": DOT}}
    return notebook


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def page(site: Path, name: str) -> Path:
    return (site / name).with_suffix(".html")


def figures(name: str) -> dict[str, str]:
    """What the saved outputs of a notebook show: the digest of each figure, and its words."""
    outputs = [output for cell in read(ROOT / name).cells for output in cell.get("outputs", [])]
    return {
        sha256(b64decode(each.data["image/png"])).hexdigest(): each.metadata["image/png"]["alt"]
        for each in outputs
        if "image/png" in each.get("data", {})
        and "text/html" not in each.data  # the living page, which stands there itself
    }


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_holds_every_cell_of_its_notebook(site, name):
    cells, shown = read(ROOT / name).cells, soup(page(site, name))
    assert len(shown.select("div.cell_input")) == sum(cell.cell_type == "code" for cell in cells)
    folded = "".join(cell.source for cell in cells if cell.cell_type == "markdown").count("<details>")
    assert len(shown.select("details")) >= folded


def test_the_front_page_leads_to_every_page(site):
    front = soup(site / "index.html")
    pages = {page(Path(), name).as_posix() for name in (*NOTEBOOKS, *website.PAGES)}
    assert pages | {"page.html", "api.html"} <= {link.get("href") for link in front.select("a")}
    assert [frame["src"] for frame in front.select("iframe")] == ["page.html"]


def test_the_page_of_the_science_has_every_public_function(site):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    _, _, _, *science, _ = project["tool"]["importlinter"]["contracts"][0]["layers"]
    there = (site / "api.html").read_text(encoding="utf-8")
    for name in science:
        module = import_module(f"dae_helpers.{name}")
        own = {key for key, thing in vars(module).items() if inspect.getmodule(thing) is module}
        missing = {key for key in own if key[0] != "_" and f'id="{module.__name__}.{key}"' not in there}
        assert own
        assert not missing, name


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_figures_are_those_that_were_saved_each_with_its_words(site, name):
    shown = soup(page(site, name)).select("img[src*=_images], figure.living img")
    assert {digest(each["src"]): each["alt"] for each in shown} == figures(name)


def digest(source: str) -> str:
    """MyST-NB names a picture by its content; that of a living figure is in the page itself."""
    _, inline, png = source.partition(";base64,")
    return sha256(b64decode(png)).hexdigest() if inline else Path(source).stem


def test_a_picture_that_was_pasted_into_the_text_is_there(site):
    (pasted,) = soup(page(site, f"more/{PASTED_INTO}")).select("img[alt=pasted]")
    assert pasted["src"] == f"data:image/png;base64,{DOT}"


def test_no_page_and_no_style_loads_anything_from_another_host_and_all_that_a_page_names_is_there(site):
    for path in site.rglob("*.html"):
        for tag in soup(path).select("[src], [srcset], [href], [data], [poster]"):
            for name in ("src", "srcset", "href", "data", "poster"):
                parts = urlsplit(tag.get(name, ""))
                assert tag.name == "a" or not parts.netloc, (path.name, tag)
                if name in ("src", "href") and parts.path and not parts.scheme:
                    assert (path.parent / unquote(parts.path)).exists(), (path.name, parts.path)
    for path in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", path.read_text(encoding="utf-8")), path


def test_the_site_is_below_ten_megabytes(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 10_000_000


def test_in_place_of_badges_stand_links():
    line = website.run(badges("https://github.com/teacher/lesson", "demo.ipynb"))
    assert "<img" not in line
    assert "![" not in line
    assert 'href="https://colab.research.google.com/github/teacher/lesson/blob/main/demo.ipynb"' in line
    assert 'href="https://mybinder.org/v2/gh/teacher/lesson/main?labpath=demo.ipynb"' in line
    assert "href" not in website.run("\n")


def test_lines_that_were_broken_for_a_terminal_are_whole_again():
    text = "\n\n".join([" ".join(["a word of some length"] * n) for n in (1, 9, 23)]) + "\n   ○ an option"
    folded = "\n".join(textwrap.fill(line, 100, drop_whitespace=True) for line in text.split("\n"))
    assert folded != text
    assert website.unfold(folded) == text


def prose(name: str) -> str:
    return "\n\n".join(cell.source for cell in read(ROOT / name).cells if cell.cell_type == "markdown")


@pytest.fixture
def opened(site, browser):
    """opened(name): the page, read from the disk with the network cut; it must find all that it asks for."""
    context, wrong = browser.new_context(offline=True), []

    def open_(name: str):
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.goto(f"{site.as_uri()}/{name}")
        return page

    yield open_
    context.close()
    assert wrong == []


def test_formulas_are_drawn_with_the_network_cut(opened):
    page = opened("demo.html")
    shown = page.locator("article math").evaluate_all(
        "all => all.map(each => [each.getBoundingClientRect().width, each.innerHTML])"
    )
    assert len(shown) == len(re.findall(r"(\$\$?)[^$]+\1", prose("demo.ipynb"))) > 5
    assert all(width > 5 and "\\" not in text for width, text in shown)
    assert max(shown)[0] > 100


def test_the_search_answers_with_the_network_cut(opened):
    page = opened("search.html?q=posterior")
    page.wait_for_selector("#search-results li a", timeout=60_000)
    found = page.locator("#search-results li a").evaluate_all("all => all.map(link => link.href)")
    assert [link for link in found if "/demo.html" in link]


def scenes(name: str) -> list[str]:
    """The scenes that take the places of a notebook's explorers."""
    outputs = [output for cell in read(ROOT / name).cells for output in cell.get("outputs", [])]
    said = [output.get("metadata", {}).get("dae_helpers") for output in outputs]
    return [each["scene"] for each in said if each]


@pytest.mark.parametrize("name", ["demo", "more/new_points"])
def test_every_figure_moves_with_the_network_cut(opened, name):
    moved = opened(f"{name}.html").evaluate(DRIVE)
    assert [scene for scene, _ in moved] == scenes(f"{name}.ipynb")
    assert all(changed for _, changed in moved), moved


@pytest.mark.skipif(FIREFOX is None, reason="no Firefox on this machine")
def test_in_firefox_the_lessons_figures_move(site, tmp_path):
    pytest.importorskip("websocket")
    with started(tmp_path) as window:
        window.open((site / "demo.html").as_uri())
        window.evaluate(f"(({DRIVE})().then((moved) => (window.moved = moved)), 0)")
        window.wait("window.moved")
        moved = window.evaluate("window.moved")
    assert len(moved) == len(scenes("demo.ipynb"))
    assert all(changed for _, changed in moved), moved


@pytest.fixture(scope="module")
def served(site):
    """The address of a web server that holds the site."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("word", ["score", "floor"])
def test_the_search_begins_with_the_lesson_and_quotes_its_prose(served, browser, word):
    with closing(browser.new_page()) as page:
        page.goto(f"{served}/search.html?q={word}", wait_until="networkidle")
        found = page.locator("#search-results li")
        assert found.first.locator("a").get_attribute("href") == "demo.html"
        quoted = found.locator(".context").all_inner_texts()
        assert word in quoted[0]
        assert not re.search(r"\\\w|[_^]\{|█|import ", "".join(quoted))


def faults(found) -> list[tuple]:
    return [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
def test_axe_finds_nothing_that_keeps_anybody_out(served, browser, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    options = {"rules": {"label-content-name-mismatch": {"enabled": True}}}
    with closing(browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})) as page:
        for name in PAGES:
            page.goto(f"{served}/{name}.html?q=score")
            assert faults(axe.run(page, options=options)) == [], name


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_lesson_whose_figures_live(served, browser, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with closing(browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})) as page:
        page.goto(f"{served}/demo.html")
        for figure in page.locator("figure.living").all():
            figure.scroll_into_view_if_needed()
            figure.locator(".frame").wait_for()
        assert faults(axe.run(page)) == []
        page.goto(f"{served}/page.html")
        assert faults(axe.run(page)) == []


def test_axe_finds_nothing_in_what_make_demo_writes(browser):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with closing(browser.new_page(offline=True)) as page:
        page.set_content(html(read(ROOT / NOTEBOOKS[0])), wait_until="domcontentloaded")
        assert faults(axe.run(page)) == []


def test_no_line_is_cut_on_a_laptop_and_the_icons_are_apart_on_a_phone(served, browser):
    cut = "all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText)"
    with closing(browser.new_page(viewport={"width": 1280, "height": 900})) as page:
        for name in NOTEBOOKS:
            page.goto(f"{served}/{name.replace('ipynb', 'html')}")
            assert page.locator("article pre").evaluate_all(cut) == [], name
        page.set_viewport_size({"width": 375, "height": 800})
        theme, contents = (
            page.locator(f".{icon}").bounding_box() for icon in ("theme-toggle-header", "toc-header-icon")
        )
        assert contents["x"] - theme["x"] - theme["width"] >= 8


def test_on_a_web_server_the_living_page_fits_its_frame_and_follows_the_theme(served, browser):
    with closing(browser.new_page(color_scheme="light")) as page:
        asked, wrong = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{served}/index.html")
        frame = page.frame(url=f"{served}/page.html")
        frame.wait_for_function("() => window.lesson?.state.painted")
        ground = "() => getComputedStyle(document.documentElement).backgroundColor"
        light = frame.evaluate(ground)
        page.evaluate("() => { document.body.dataset.theme = 'dark' }")
        frame.wait_for_function(f"light => ({ground})() !== light", arg=light)
        frame.wait_for_function("() => window.lesson.state.painted")  # drawn again, in its new colours
        assert frame.evaluate("() => document.documentElement.scrollHeight <= innerHeight + 1")
        assert all(url.startswith((served, "data:", "blob:")) for url in asked)
        assert wrong == []
