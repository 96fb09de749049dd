"""A student's hand on the drawing pad, in a real browser, in JupyterLab and in Notebook."""

import math
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.slow

CELLS = [
    "from dae_helpers.closer_look import explorers\n\npad = explorers.pad()\npad",
    "print(pad.curve.length)",
    "from dae_helpers.new_points import explorers as walks\n\nwalks.walker()",
]


@pytest.fixture(scope="module")
def page(opened, tmp_path_factory):
    """A notebook with a pad, and a cell that prints the length of its curve."""
    path = tmp_path_factory.mktemp("notebooks") / "pad.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=[new_code_cell(each) for each in CELLS], metadata=kernel), path)
    return opened(path)


@pytest.fixture
def pad(page):
    """The pad, with the curve that it began with."""
    widget = page.locator(".jp-OutputArea-output .dae-pad")
    for button, curve in [("Clear", "drawing"), ("Reset", "heart")]:
        widget.get_by_role("button", name=button).click()
        expect(widget.locator("select")).to_have_value(curve, timeout=30_000)
    says(widget, "^The heart is a closed curve")
    return widget


def preview(pad):
    return pad.get_by_role("img", name=re.compile("^The"))


def says(pad, words):
    expect(preview(pad)).to_have_attribute("alt", re.compile(words), timeout=30_000)


def points(pad):
    return [tuple(map(float, line.split())) for line in pad.locator("textarea").input_value().splitlines()]


def on_screen(pad, x, y):
    """Where the point (x, y) of the pad is in the window."""
    # In one call: the sheet may be replaced between two.
    box = pad.evaluate("pad => pad.querySelector('svg').getBoundingClientRect().toJSON()")
    return box["x"] + box["width"] * (0.5 + x / 3.02), box["y"] + box["height"] * (0.5 - y / 3.02)


def draw(page, pad, path, steps=3):
    """Draw along the points of a path with the mouse held down."""
    page.mouse.move(*on_screen(pad, *path[0]))
    page.mouse.down()
    for x, y in path[1:]:
        page.mouse.move(*on_screen(pad, x, y), steps=steps)
    page.mouse.up()


def printed(page):
    """What the next cell prints, when it runs again."""
    page.evaluate(
        """async () => {
            jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
            await jupyterapp.commands.execute("notebook:run-cell");
        }"""
    )
    return float(page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea-output").inner_text())


def arc(radius, turns, n=24):
    angles = [2 * math.pi * turns * k / n for k in range(n + 1)]
    return [(radius * math.cos(t), radius * math.sin(t)) for t in angles]


def test_a_stroke_becomes_points_a_picture_and_a_curve_for_the_next_cell(page, pad):
    before = preview(pad).get_attribute("src"), printed(page)
    draw(page, pad, arc(1.2, turns=0.75))
    says(pad, "^The drawing is an open curve")
    assert preview(pad).get_attribute("src") != before[0]
    assert 12 <= len(points(pad)) <= 48
    assert all(abs(math.hypot(*point) - 1.2) < 0.02 for point in points(pad))
    length = printed(page)
    assert length == pytest.approx(2 * math.pi * 1.2 * 0.75, rel=0.01) != before[1]
    says(pad, f"of length {length:.2f} through {len(points(pad))} points")
    expect(pad.locator("select")).to_have_value("drawing")


def test_a_finger_draws_as_well(page, pad):
    pad.locator("svg").scroll_into_view_if_needed()
    path = [dict(zip("xy", on_screen(pad, x, y))) for x, y in arc(0.9, turns=0.6)]
    send = page.context.new_cdp_session(page).send
    for kind, at in [("touchStart", path[0]), *(("touchMove", each) for each in path)]:
        send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    says(pad, "^The drawing is an open curve")
    assert printed(page) == pytest.approx(2 * math.pi * 0.9 * 0.6, rel=0.02)


def test_a_stroke_that_was_begun_before_the_last_one_was_answered_is_kept(page, pad):
    draw(page, pad, [(-1.0, 0.0), (1.0, 0.0)])
    page.mouse.move(*on_screen(pad, -1.0, 0.5))
    page.mouse.down()
    page.mouse.move(*on_screen(pad, 0.0, -0.5), steps=5)
    says(pad, "through 2 points")  # a new sheet has come, under the pen
    page.mouse.move(*on_screen(pad, 1.0, 0.5), steps=5)
    page.mouse.up()
    says(pad, "through 3 points")
    assert all(math.dist(*p) < 0.02 for p in zip(points(pad), [(-1.0, 0.5), (0.0, -0.5), (1.0, 0.5)]))


def test_sliders_and_play_buttons_have_names(page):
    walker = page.locator(".jp-OutputArea-output .dae-walker")
    for name in ("step", "noise σ", "part α"):
        slider = walker.get_by_role("slider", name=name, exact=True)
        expect(slider).to_have_accessible_name(name)
        expect(slider).to_have_accessible_description(re.compile(r"\w+ \w+"))
    for name in ("play or pause", "stop", "repeat", "Reset"):
        expect(walker.get_by_role("button", name=name)).to_have_count(1)


def test_on_a_narrow_screen_nothing_is_cut_off(page, pad):
    page.set_viewport_size({"width": 640, "height": 1000})
    width = pad.bounding_box()["x"] + pad.bounding_box()["width"]
    for each in (pad.locator("svg"), pad.locator("textarea"), preview(pad)):
        assert each.bounding_box()["x"] + each.bounding_box()["width"] <= width + 1
    page.set_viewport_size({"width": 1280, "height": 1000})
