"""The living page under a student's hand, on every screen, in notebooks, and where little is allowed."""

import html as markup
import math
import re
from pathlib import Path

import nbformat
import pytest
import torch
from matplotlib.colors import to_rgb
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import Page, expect

from benchmarks.page import loaded
from dae_helpers import manifolds, models, oracle, sampling
from dae_helpers.page import html, save, show
from dae_helpers.palette import ERROR, LEARNED, TRUTH
from tools.front_ends import FRONT_ENDS, TOKEN

SLOW = 60_000
BUILD = Path(__file__).resolve().parents[2] / "build"
# A heart without its pen, so that nothing moves by itself
HEART = "#curve=heart&sigma=0.100"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the page is, as a file on the disk."""
    return save(tmp_path_factory.mktemp("page") / "page.html").as_uri()


@pytest.fixture(scope="module")
def opened_with(browser):
    """opened_with(address, …): the page in a window of its own; it may ask nobody, and make no mistake."""
    contexts, wrong = [], []

    def open_(address: str, width: int = 1280, height: int = 800, **settings) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: wrong.extend(re.findall("^(?!file:|data:|blob:|about:).*", request.url)),
        )
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def window(opened_with, address):
    return ready(opened_with(address + HEART))


@pytest.fixture
def page(window):
    """The page, with a heart of which nothing was learned yet."""
    for curve in ("star", "heart"):
        window.locator(f"[value={curve}]").check(force=True)
    window.evaluate("() => (document.getElementById('caption').replaceChildren(), lesson.setSigma(0.1))")
    expect(window.locator("#caption")).not_to_be_empty()  # it has said all that it says by itself
    return window


def ready(page):
    """The page, or a frame, once its first picture is there."""
    expect(page.locator("#left")).to_have_text(re.compile(r"\d+%"), timeout=SLOW)
    return page


def place(page, x: float, y: float) -> tuple[float, float]:
    """Where the point (x, y) of the plane is in the window."""
    box = page.locator("#plane").bounding_box()
    return box["x"] + box["width"] * (0.5 + x / 3.2), box["y"] + box["height"] * (0.5 - y / 3.2)


def draw(page, path) -> None:
    page.mouse.move(*place(page, *path[0]))
    page.mouse.down()
    for each in path[1:]:
        page.mouse.move(*place(page, *each))
    page.mouse.up()


def arc(radius: float, turns: float, n: int = 16):
    angles = [2 * math.pi * turns * k / n for k in range(n + 1)]
    return [(radius * math.cos(t), radius * math.sin(t)) for t in angles]


def in_python(page) -> manifolds.Curve:
    """The curve that the page's words in Python make."""
    scope = {"manifolds": manifolds}
    exec(page.locator("#code").input_value(), scope)
    return scope["curve"]


def train(page) -> None:
    page.locator("#train").click()
    expect(page.locator("#train")).to_have_text("Stop", timeout=SLOW)
    expect(page.locator("#train")).to_have_text("Train again", timeout=SLOW)


def weights(page) -> dict:
    """The network at the end of its training."""
    return page.evaluate(
        "() => ({ sizes: lesson.state.net.sizes, weights: [...lesson.state.training.film.at(-1).weights] })"
    )


def walked(page) -> float:
    """How far the middle one of the points that have walked is from the curve."""
    points = torch.tensor(page.evaluate("() => [...lesson.state.points]")).view(1000, 2)
    return sampling.nearest(points, in_python(page))[0].median().item()


def pixels(page) -> str:
    return page.evaluate("() => document.getElementById('plane').toDataURL()")


def wait_for_other_pixels(page, before: str) -> None:
    page.wait_for_function("before => document.getElementById('plane').toDataURL() !== before", arg=before)


# ── what the hand can do ──


def test_a_stroke_becomes_a_curve_here_and_in_python_and_a_link_brings_it(page, opened_with, address):
    draw(page, arc(1.0, 0.5))
    assert not in_python(page).closed
    draw(page, arc(1.0, 0.98, n=32))
    curve = in_python(page)
    assert curve.closed
    assert curve.length == pytest.approx(2 * math.pi, rel=0.01)
    assert page.evaluate("() => lesson.state.curve.length") == pytest.approx(curve.length, rel=1e-4)
    page.locator("#sigma").focus()
    page.keyboard.press("PageUp")
    expect(page).to_have_url(re.compile("closed.*sigma=0.1[1-9]"))  # it follows the drawing with a delay
    there = ready(opened_with(address + page.evaluate("() => location.hash")))
    for what in ("curve.length", "sigma"):
        told, shown = (each.evaluate(f"() => lesson.state.{what}") for each in (page, there))
        assert shown == pytest.approx(told, abs=6e-4)
    assert there.locator("#code").input_value() == page.locator("#code").input_value()


def test_a_finger_draws_and_the_page_does_not_scroll(opened_with, address):
    page = ready(opened_with(address + HEART, 390, 844, has_touch=True, is_mobile=True))
    touch = page.context.new_cdp_session(page)
    for kind, path in {"touchStart": [(-1, -0.5)], "touchMove": arc(1.0, 0.4)[1:], "touchEnd": []}.items():
        for each in path or [None]:
            points = [dict(zip("xy", place(page, *each), strict=True))] if each else []
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("#code")).to_have_value(re.compile(r"through\(.*-1, -0\.5"))
    assert page.evaluate("() => scrollY") == 0


def test_a_second_finger_neither_joins_the_stroke_nor_ends_it(page):
    fingers = [("down", -1, 0, 1), ("move", 0, 0, 1), *((kind, 0, 1, 2) for kind in ("down", "move", "up"))]
    for kind, x, y, finger in [*fingers, ("move", 1, 0, 1), ("up", 1, 0, 1)]:
        page.evaluate(
            """([kind, clientX, clientY, pointerId]) => {
                const more = { clientX, clientY, pointerId, isPrimary: pointerId === 1, bubbles: true };
                document.getElementById("plane").dispatchEvent(new PointerEvent(kind, more));
            }""",
            [f"pointer{kind}", *place(page, x, y), finger],
        )
    curve = in_python(page)
    assert curve.length == pytest.approx(2, abs=0.05)
    assert curve.vertices[:, 1].abs().max() < 0.02


def test_a_click_leaves_the_curve_and_undo_brings_the_last_one_back(page):
    drawn = draw(page, arc(1.0, 0.5)) or in_python(page)
    draw(page, [(-0.9, -0.9), (-0.89, -0.9), (-0.9, -0.89), (-0.9, -0.9)])
    assert in_python(page).length == drawn.length
    assert page.evaluate("() => lesson.state.held") == pytest.approx([-0.9, -0.9], abs=0.02)
    undo = page.get_by_role("button", name="Undo")
    undo.click()
    assert page.evaluate("() => lesson.state.curve.name") == "heart"
    undo.click()
    assert in_python(page).length == drawn.length
    page.locator("[value=star]").check()
    page.locator("#plane").focus()
    page.keyboard.press("Backspace")
    assert in_python(page).length == drawn.length


def test_a_scribble_ends_where_it_is_as_long_as_can_be(page):
    draw(page, [(1.4 * (-1) ** k, 1.4 - 0.07 * k) for k in range(41)])
    expect(page.locator("#caption")).to_contain_text("The curve ends here: it is 100 long.")
    assert 90 < in_python(page).length <= 100


def test_the_noisy_point_is_dragged_and_the_caption_says_where_it_goes(page):
    page.evaluate("() => { lesson.state.held = [0.3, -0.35]; }")
    draw(page, [(0.3, -0.35), (0.6, 0.2), (0.9, 0.9)])
    expect(page.locator("#caption")).to_contain_text("x̃ = (0.90, 0.90)")
    x, y = oracle.PosteriorMean(in_python(page), 0.1)(torch.tensor([[0.9, 0.9]]))[0].tolist()
    said = re.search(r"r\*\(x̃\) = \((.*?), (.*?)\)", page.locator("#caption").inner_text())
    assert (float(said[1]), float(said[2])) == pytest.approx((x, y), abs=0.02)
    assert page.evaluate("() => lesson.state.curve.name") == "heart"


def test_what_is_said_last_stays_and_the_figures_are_those_of_the_new_curve(page):
    page.locator("[name=curve][value=circle]").check(force=True)
    expect(page.locator("#caption")).to_contain_text("stays")
    circle = page.locator("#left").inner_text()
    page.evaluate("""() => {
        document.querySelector("[name=curve][value=spiral]").click();
        document.getElementById("plane").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowLeft"}));
    }""")
    expect(page.locator("#left")).not_to_have_text(circle)
    expect(page.locator("#caption")).to_contain_text("The noisy point")


def test_points_are_pasted_and_a_mistake_is_named(page):
    page.locator("summary").click()
    code = page.locator("#code")
    code.fill("0 0 7 7")
    code.blur()
    expect(page.locator("#caption")).to_contain_text("must lie between −1.5 and 1.5, but there is 7")
    code.fill("-1 0\n0 0.5\n1 0")
    code.blur()
    page.locator("summary").click()
    assert page.evaluate("() => lesson.state.curve.knots") == [[-1, 0], [0, 0.5], [1, 0]]


def test_keys_alone_draw_a_curve_move_the_point_and_drop_points(page):
    page.evaluate("() => { document.getElementById('spoken').textContent = ''; }")
    page.locator("#plane").focus()
    for key in ("Enter", "Shift+ArrowLeft", "Shift+ArrowLeft", "Enter", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert in_python(page).length > 0.5
    page.keyboard.press("Backspace")
    assert in_python(page).length == pytest.approx(0.4, abs=0.01)
    page.keyboard.press(" ")
    page.wait_for_function("() => lesson.state.points.length > 0")
    expect(page.locator("#spoken")).not_to_be_empty()


@pytest.mark.parametrize(
    ("how", "within"), [("follow", 0.02), pytest.param("falling", 0.1, marks=pytest.mark.slow)]
)
def test_points_that_walk_come_to_the_curve(page, how, within):
    page.locator("[value=circle]").check(force=True)
    page.locator(f"[value={how}]").check()
    page.locator("#drop").click()
    # They begin to walk in the next frame.
    still = "() => (window.begun ||= lesson.state.walking) && !lesson.state.walking"
    rest = "() => lesson.state.sigma < 0.021" if how == "falling" else still
    page.wait_for_function(rest, timeout=SLOW)
    assert walked(page) < within
    page.locator("#clear").click()
    assert page.evaluate("() => lesson.state.points.length") == 0


def test_a_dark_page_has_light_ink_and_changes_with_the_theme(page):
    light = pixels(page)
    page.emulate_media(color_scheme="dark")
    wait_for_other_pixels(page, light)
    page.emulate_media(color_scheme="light")


# ── what the page learns ──


@pytest.fixture(scope="module")
def trained(opened_with, address):
    """A page that has learned a drawing at one noise level; another seed's training was stopped before."""
    page = ready(opened_with(address + HEART))
    draw(page, arc(1.0, 0.7))
    expect(page.locator("[value=learned]")).to_be_disabled()
    page.locator("[value=one]").check()
    page.locator("#train").click()
    expect(page.locator("#film-text")).to_have_text(re.compile("^seed 0, step [1-9]"), timeout=SLOW)
    page.locator("#train").click()
    expect(page.locator("#train")).to_have_text("Train again")
    page.stopped = weights(page)
    train(page)
    expect(page.locator("#film-text")).to_have_text(re.compile("^seed 1, step 300,"), timeout=SLOW)
    return page


def test_what_it_learned_is_a_network_of_the_package_and_another_seed_learns_another(trained):
    learned = weights(trained)
    assert learned["sizes"] == trained.stopped["sizes"]
    assert learned["weights"] != trained.stopped["weights"]
    assert oracle.excess_risk(loaded(models.DAE(), **learned), in_python(trained), 0.1) < 0.01
    expect(trained.locator("#above")).to_have_text(re.compile(r"^0\.\d\d%$"), timeout=SLOW)
    expect(trained.locator("#caption")).to_contain_text("above the least possible", timeout=SLOW)


@pytest.mark.slow
def test_for_every_noise_level_too_it_is_a_network_of_the_package(page):
    draw(page, arc(1.0, 0.7))
    train(page)
    model = loaded(models.ConditionalDAE(), **weights(page))
    for sigma in (0.05, 0.1, 0.3):
        assert oracle.excess_risk(model.at(sigma), in_python(page), sigma) < 0.01


def test_the_film_of_a_training_goes_back(trained):
    end = pixels(trained)
    trained.locator("#film").focus()
    trained.keyboard.press("Home")
    expect(trained.locator("#film-text")).to_contain_text("step 0,")
    expect(trained.locator("#above")).to_have_text(re.compile(r"^\d{2,}%$"))
    wait_for_other_pixels(trained, end)
    trained.keyboard.press("End")
    expect(trained.locator("#film-text")).to_contain_text("step 300,")


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_on_each_screen_all_is_seen_without_scrolling_sideways(trained, width):
    trained.set_viewport_size({"width": width, "height": max(640, width * 9 // 16)})
    assert trained.evaluate("() => document.documentElement.scrollWidth") <= width
    plane = trained.locator("#plane").bounding_box()
    assert plane["width"] == pytest.approx(plane["height"], abs=1)
    assert plane["width"] >= 0.45 * width


def test_each_control_has_a_name_and_room_for_a_finger(trained):
    trained.set_viewport_size({"width": 320, "height": 640})
    trained.locator("summary").click()
    for each in trained.locator("button, input[type=range], label.pick, summary, textarea").all():
        if each.is_visible():
            box = each.bounding_box()
            assert min(box["width"], box["height"]) >= 43.9, each.inner_html()
    names = trained.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea, canvas:not([aria-hidden])")].map(
            (each) => each.ariaLabel || (each.labels?.[0] ?? each).textContent.trim())"""
    )
    assert all(names)


def test_the_fields_are_exact_learned_and_their_difference_and_of_another_curve_exact_only(trained):
    expect(trained.locator("[value=learned]")).to_be_checked()
    for shown, color in {"error": ERROR, "learned": LEARNED, "exact": TRUTH}.items():
        trained.locator(f"[value={shown}]").check(force=True)
        key = trained.locator("#key span").first
        expect(key).to_have_text(re.compile(rf"^{shown}( × \d+)?$"))
        expect(key).to_have_css("color", f"rgb{tuple(round(255 * part) for part in to_rgb(color))}")
    trained.locator("[value=circle]").check(force=True)
    expect(trained.locator("[value=learned]")).to_be_disabled()


# ── how it begins ──


def test_first_a_pen_draws_by_itself_until_a_hand_comes(opened_with, address):
    page = opened_with(address)
    expect(page.locator("#hint")).to_be_visible()
    page.wait_for_function("() => lesson.state.pen", timeout=SLOW)
    draw(page, arc(1.0, 0.5))
    expect(page.locator("#hint")).to_be_hidden()
    assert in_python(page).length == pytest.approx(math.pi, rel=0.02)


def test_who_asks_for_less_motion_gets_none(opened_with, address):
    page = ready(opened_with(address, reduced_motion="reduce"))
    assert page.evaluate("() => lesson.state.pen") is None
    page.locator("#drop").click()
    page.wait_for_function("() => lesson.state.points.length === 2000 && !lesson.state.walking", timeout=SLOW)
    assert walked(page) < 0.05
    page.locator("#train").click()
    page.wait_for_function("() => lesson.state.training.film.length > 3", timeout=SLOW)
    page.locator("#train").click()
    last = page.evaluate("() => lesson.state.training.film.at(-1).step")
    expect(page.locator("#film-text")).to_contain_text(f"step {last},")


def test_the_small_page_has_curve_noise_and_arrows_but_says_nothing_of_them(opened_with, tmp_path):
    (tmp_path / "small.html").write_text(html(small=True), encoding="utf-8")
    page = ready(opened_with((tmp_path / "small.html").as_uri() + HEART))
    before = pixels(page)
    page.locator("#sigma").fill("-1.5")
    page.wait_for_function("before => document.querySelector('#hills').toDataURL() !== before", arg=before)
    draw(page, arc(0.8, 0.5))
    assert in_python(page).length == pytest.approx(0.8 * math.pi, rel=0.05)
    for told in ("header p", "#caption", "#left", "#train", "#drop", "details"):
        assert not page.locator(told).is_visible()


# ── where little is allowed ──


def behind(policy: str, folder: Path) -> str:
    """The same page under a content security policy."""
    text = html().replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">')
    (folder / "page.html").write_text(text, encoding="utf-8")
    return (folder / "page.html").as_uri()


NO_WASM, NO_WORKERS = "script-src 'unsafe-inline'; ", "worker-src 'none'"
ONE_OF_BOTH = [f"script-src 'unsafe-inline' 'wasm-unsafe-eval'; {NO_WORKERS}", f"{NO_WASM}worker-src blob:"]


@pytest.mark.parametrize(
    "policy", [NO_WASM + NO_WORKERS, *(pytest.param(each, marks=pytest.mark.slow) for each in ONE_OF_BOTH)]
)
def test_without_workers_or_webassembly_it_is_only_slower(opened_with, tmp_path, policy):
    page = ready(opened_with(behind(policy, tmp_path) + HEART))
    page.locator("[value=one]").check()
    page.locator("#train").click()
    page.wait_for_function("() => lesson.state.training?.losses.length > 60", timeout=SLOW)
    losses, floor = page.evaluate("() => [lesson.state.training.losses, lesson.state.training.floor]")
    page.close()
    assert losses[0] > 1.8 * floor
    assert sum(losses[-10:]) / 10 < 1.3 * floor


def test_without_script_there_is_a_picture_and_a_sentence(opened_with, tmp_path):
    page = opened_with(behind("script-src 'none'", tmp_path))
    expect(page.get_by_role("img")).to_be_visible()
    expect(page.get_by_text("This picture stands still")).to_be_visible()
    expect(page.locator("#panel")).to_be_hidden()


def test_it_lives_in_a_sandboxed_frame(opened_with, tmp_path):
    frame = f'<iframe sandbox="allow-scripts" srcdoc="{markup.escape(html())}" width="900" height="800">'
    (tmp_path / "frame.html").write_text(frame, encoding="utf-8")
    page = opened_with((tmp_path / "frame.html").as_uri())
    inside = ready(page.frame_locator("iframe"))
    inside.locator("[value=one]").check()
    inside.locator("#train").click()
    expect(inside.locator("#above")).to_have_text(re.compile(r"^[01]\.\d\d%$"), timeout=SLOW)


# ── in notebooks ──


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook that has shown the page."""
    data, metadata = show()._repr_mimebundle_()
    output = new_output("display_data", data=data, metadata=metadata)
    cell = new_code_cell("from dae_helpers import page\n\npage.show()", outputs=[output], execution_count=1)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = tmp_path_factory.mktemp("notebooks") / "page.ipynb"
    nbformat.write(new_notebook(cells=[cell], metadata=kernel), path)
    return path


@pytest.mark.slow
def test_in_jupyter_it_lives_once_its_cell_is_run(opened, notebook):
    page = opened(notebook)
    frame = ready(page.frame_locator(".jp-OutputArea-output iframe"))
    frame.locator("[value=one]").check()
    frame.locator("#train").click()
    expect(frame.locator("#above")).to_have_text(re.compile(r"^[01]\.\d\d%$"), timeout=SLOW)
    BUILD.mkdir(exist_ok=True)
    page.screenshot(path=BUILD / f"{page.front_end}-page.png")


@pytest.mark.slow
def test_in_jupyter_a_notebook_without_trust_shows_the_picture(server, browser, notebook, front_end):
    address, folder = server
    (folder / "stranger.ipynb").write_bytes(notebook.read_bytes())
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{address}{FRONT_ENDS[front_end]}/stranger.ipynb?token={TOKEN}&reset")
    expect(page.locator(".jp-OutputArea-output img")).to_be_visible(timeout=SLOW)
    assert page.locator(".jp-OutputArea-output iframe").count() == 0
    page.close()
