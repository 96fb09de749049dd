"""Living figures in a real browser: each moves under the hand, in any page, without a network."""

import html
import json
import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from dae_helpers.page import SCENES, engine, figure_html

DOT = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='{0}0' height='90'/>"
PICTURES = {
    "label": "n",
    "values": ["1", "2"],
    "images": [DOT.format(1), DOT.format(2)],
    "captions": ["one", "two"],
}
LESSON = ("guess", "field", "slopes", "tweedie", "generate")
# What was drawn: of canvases their pixels, of a picture its source
LOOK = """figure => [...figure.querySelectorAll("canvas.hills, canvas.plane")].map((each) => each.toDataURL())
    .join() + figure.querySelector("img")?.src"""
LOW = """() => [...document.querySelectorAll(".living :is(button, select, input, .grip, textarea)")]
    .map((each) => (each.closest(".pick") ?? each).getBoundingClientRect())
    .filter(({ height }) => height < 43.9).length"""
FIGURE = """<p style="height: 1200px">What comes before.</p>
<figure class="living" data-scene="{name}" data-settings="{settings}"><img src="{picture}" alt="a picture">
<figcaption>Its words.</figcaption></figure>"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Figures</title>
<style>:root {{ color-scheme: light dark }} body {{ max-width: 730px; margin: auto }}</style>
{figures}<script data-figure="figure.html">{engine}</script></html>"""


def page_of(names) -> str:
    settings = {"pictures": html.escape(json.dumps(PICTURES))}
    figures = [
        FIGURE.format(name=each, settings=settings.get(each, "{}"), picture=DOT.format(9)) for each in names
    ]
    return PAGE.format(figures="".join(figures), engine=engine())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    (folder / "all.html").write_text(page_of(SCENES), encoding="utf-8")
    (folder / "figure.html").write_text(figure_html(), encoding="utf-8")
    return folder


@pytest.fixture
def opened(browser, folder):
    """opened(name, …): a page of the folder, without a network; it makes no mistake."""
    contexts, wrong = [], []

    def open_(name: str, **settings):
        context = browser.new_context(**settings)
        context.set_offline(True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(folder.as_uri() + "/" + name)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def caption(figure):
    return figure.locator(".caption")


def settled(figure) -> None:
    """Waits until it has learned, and all of a walk is walked."""
    expect(caption(figure)).not_to_have_text(re.compile("network (begins|learns)|^$"), timeout=60_000)
    expect(figure).to_have_attribute("aria-busy", "false", timeout=60_000)


def move_the_first_control(figure) -> None:
    first = figure.locator(".grip, form :is(input, select)").first
    if first.evaluate("each => each.tagName") == "SELECT":
        first.select_option(index=1)
    else:
        first.press("ArrowLeft")
        first.press("ArrowLeft")
    if first.get_attribute("max") == "1":  # two pictures
        first.press("ArrowRight")


@pytest.mark.slow
def test_all_scenes_live_on_one_page_and_move(opened):
    page = opened("all.html", viewport={"width": 900, "height": 700})
    for name in SCENES:
        figure = page.locator(f"[data-scene={name}]")
        expect(figure.locator("figcaption")).to_have_count(1)  # until it is seen
        figure.scroll_into_view_if_needed()
        expect(figure.locator("figcaption")).to_have_count(0)
        settled(figure)
        look, words = figure.evaluate(LOOK), caption(figure).inner_text()
        move_the_first_control(figure)
        expect(caption(figure)).not_to_have_text(words)
        settled(figure)
        assert figure.evaluate(LOOK) != look, name
        assert caption(figure).inner_text() != words
        figure.get_by_role("button", name="Reset").click()
        expect(caption(figure)).to_have_text(words)
        settled(figure)
        assert figure.evaluate(LOOK) == look, name


def test_an_address_restores_a_figure_also_in_a_sandboxed_frame(opened, folder):
    address = "figure.html#scene=guess&curve=star&sigma=0.1&point=0.2,-0.3"
    (folder / "frame.html").write_text(
        f'<iframe sandbox="allow-scripts" src="{address}" title="a figure"></iframe>'
    )
    for page in (opened(address), opened("frame.html").frame_locator("iframe")):
        expect(page.locator(".caption")).to_contain_text(
            "The star at σ = 0.1. The noisy point (0.20, -0.30) came"
        )


def test_a_link_and_a_frame_say_what_is_seen(opened):
    page = opened("all.html")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    figure = page.locator("[data-scene=guess]")
    figure.scroll_into_view_if_needed()
    figure.get_by_label("Curve").select_option("heart")
    figure.get_by_role("button", name="Copy link").click()
    link = page.evaluate("copied")
    said = {"scene": ["guess"], "curve": ["heart"], "sigma": ["0.3"], "point": ["0.95,0.85"]}
    assert parse_qs(link.partition("#")[2]) == said
    expect(caption(figure)).to_have_text("Copied.")
    expect(caption(figure)).to_contain_text("The heart at σ = 0.3.")
    figure.get_by_role("button", name="Embed").click()
    source = re.search('<iframe src="(.*?)"', page.evaluate("copied"))[1]
    address, _, words = html.unescape(source).partition("#")
    assert (address.endswith("/figure.html"), parse_qs(words)) == (True, said)
    page.goto("about:blank")
    page.goto(link)
    expect(caption(page.locator("[data-scene=guess]"))).to_contain_text("The heart at σ = 0.3.")


def test_the_handle_moves_by_mouse_and_keys_and_alone_holds_a_finger(opened):
    page = opened("figure.html#scene=guess", has_touch=True, viewport={"width": 375, "height": 700})
    grip, square = page.locator(".grip"), page.locator(".square")
    assert [each.evaluate("each => getComputedStyle(each).touchAction") for each in (grip, square)] == [
        "none",
        "auto",
    ]
    box = square.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".caption")).to_contain_text("The noisy point (0.00, 0.00)")
    grip.press("ArrowUp")
    grip.press("Shift+ArrowRight")
    expect(page.locator(".caption")).to_contain_text("The noisy point (0.20, 0.05)")
    square.tap(position={"x": box["width"] / 4, "y": box["height"] / 2})
    expect(page.locator(".caption")).to_contain_text("The noisy point (-0.80, 0.00)")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("scene=constructor&curve=__proto__", "The circle at σ = 0.3."),
        ("scene=pictures", "The circle at σ = 0.3."),
        ("scene=guess&sigma=abc&curve=<img onerror=alert(1)>&point=1", "The circle at σ = 0.3."),
        ("scene=walker&step=1.5&alpha=-4", "After 2 steps at σ = 0.3, α = 0.05"),
    ],
)
def test_nonsense_in_an_address_is_left_out(opened, asked, told):
    page = opened("figure.html#" + asked)
    expect(page.locator(".caption")).to_contain_text(told)


def test_settings_that_are_wrong_leave_one_picture_and_the_other_figures_live(browser, folder):
    whole = page_of(["guess", "slopes"]).replace('"guess" data-settings="{}"', '"guess" data-settings="{"')
    (folder / "wrong.html").write_text(whole.replace("1200px", "0"), encoding="utf-8")
    page, wrong = browser.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((folder / "wrong.html").as_uri())
    expect(page.locator("[data-scene=slopes] .frame")).to_have_count(1)
    expect(page.locator("[data-scene=guess] img")).to_be_visible()
    assert len(wrong) == 1
    page.close()


def test_a_figure_follows_the_light_of_its_page(opened):
    page = opened("all.html", color_scheme="dark")
    figure = page.locator("[data-scene=guess]")
    figure.scroll_into_view_if_needed()
    paper = "figure => getComputedStyle(figure).getPropertyValue('--paper')"
    expect(figure).to_have_class("living dark")
    dark = figure.evaluate(paper)
    for black, white in (("black", "white"), ("oklch(0.2 0.05 240)", "oklch(0.9 0.05 240)")):
        page.evaluate("color => (document.body.style.color = color)", black)  # as a page's own switch does
        expect(figure).to_have_class("living")
        assert figure.evaluate(paper) != dark
        page.evaluate("color => (document.body.style.color = color)", white)
        expect(figure).to_have_class("living dark")


def test_a_page_without_an_address_lives_and_embeds_nothing(opened):
    page = opened("figure.html")
    page.goto("about:blank")
    page.set_content(page_of(["guess"]).replace("1200px", "0"))
    expect(page.locator(".caption")).to_contain_text("The circle at σ = 0.3.")
    expect(page.get_by_role("button", name="Reset")).to_be_visible()
    expect(page.get_by_role("button", name="Embed")).to_have_count(0)


@pytest.mark.slow
def test_all_that_is_pressed_is_44_pixels_high_and_nothing_is_wider_than_a_phone(opened):
    page = opened("all.html", viewport={"width": 320, "height": 700})
    for name in SCENES:
        page.locator(f"[data-scene={name}]").scroll_into_view_if_needed()
        expect(page.locator(f"[data-scene={name}] .frame")).to_have_count(1)
    assert page.evaluate(LOW) == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 320
