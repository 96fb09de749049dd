"""A student's hand on the sliders and questions: in a real browser, in JupyterLab and in Notebook."""

import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from tools import front_ends

ROOT = Path(__file__).resolve().parents[2]
EXPLORERS = ["guess", "field", "slopes", "tweedie", "generate"]
PLENTY = 30_000  # milliseconds within which a kernel answers


def explorer(page: Page, name: str) -> Locator:
    """The widget of one explorer."""
    widget = page.locator(f".jp-OutputArea-output .dae-{name}")
    widget.scroll_into_view_if_needed()
    return widget


def picture(widget: Locator) -> Locator:
    return widget.locator(".widget-html img").first


def shown(widget: Locator) -> tuple[str, str]:
    """The picture and its caption, as they are now."""
    return picture(widget).get_attribute("src"), picture(widget).get_attribute("alt")


def press(widget: Locator, slider: int, key: str) -> None:
    handle = widget.locator(".noUi-handle").nth(slider)
    handle.focus()
    handle.press(key)


def drag(page: Page, widget: Locator, start: tuple[float, float], end: tuple[float, float]) -> list[float]:
    """Drag from one place of the picture to another, as shares of its size; what the widget reads there."""
    box = picture(widget).bounding_box()
    (x, y), (to_x, to_y) = (
        (box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in (start, end)
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=5)
    page.mouse.up()
    return [float(each) for each in widget.locator("input[type=text]").first.input_value().split()]


def wait_for_change(widget: Locator, before: tuple[str, str]) -> None:
    expect(picture(widget)).not_to_have_attribute("src", before[0], timeout=PLENTY)
    expect(picture(widget)).not_to_have_attribute("alt", before[1], timeout=PLENTY)


def every_control_changes_the_picture_and_the_caption(widget: Locator) -> None:
    for slider in range(widget.locator(".noUi-handle").count()):
        before = shown(widget)
        press(widget, slider, "PageDown")
        wait_for_change(widget, before)
    for number in range(widget.locator("select").count()):
        menu, before = widget.locator("select").nth(number), shown(widget)
        choices = menu.locator("option").all_inner_texts()
        menu.select_option(next(each for each in choices if each != menu.input_value()))
        wait_for_change(widget, before)
    before = shown(widget)
    widget.get_by_role("button", name="Reset").click()
    wait_for_change(widget, before)
    assert widget.locator("img").count() == 1
    assert widget.get_by_role("alert").count() == 0


# ── a notebook with two explorers and six questions ──

CELLS = [
    "from dae_helpers import manifolds, models, plots, training\n"
    "from dae_helpers.lesson import TRAINED_ON, explorers, questions, where_it_ends\n"
    "from dae_helpers.stage.questions import ask\n\n"
    "fig, (ax,) = plots.figure()\n"
    "runs = {name: training.fit(models.ConditionalDAE(), manifolds.named(name), (0.02, 0.5), n_steps=60,\n"
    "                           progress=False) for name in TRAINED_ON}\n"
    "run = training.Run(None, manifolds.circle(), sigma=0.1, floor=0.01006)",
    "explorers.guess()",
    "explorers.field(runs, curve='spiral')",
    "ask(where_it_ends.question(), fig, 'The arrow.')",
    "ask(questions.floor(run), fig, 'The floor.')",
    "ask(questions.ARMS, fig, 'The arrows.')",
    *(f"ask(questions.{name}, fig, 'A picture.')" for name in ("WHERE_FROM", "HALF", "SLOPES")),
]


@pytest.fixture(scope="module")
def page(opened, tmp_path_factory):
    """The notebook's page, after "Run all"."""
    path = tmp_path_factory.mktemp("notebooks") / "hands.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=[new_code_cell(each) for each in CELLS], metadata=kernel), path)
    page = opened(path)
    expect(page.locator(".jp-OutputArea-output:not(.jp-OutputArea-output *)")).to_have_count(len(CELLS) - 1)
    return page


@pytest.fixture
def asked(page):
    """asked(number): the output of a question, from 0 on."""
    return lambda number: page.locator(".jp-CodeCell").nth(3 + number).locator(".jp-OutputArea-output").first


def test_every_control_changes_the_picture_and_the_caption(page):
    every_control_changes_the_picture_and_the_caption(explorer(page, "guess"))


def test_the_noisy_point_is_dragged_by_hand(page):
    widget = explorer(page, "guess")
    x, y = drag(page, widget, (0.7, 0.3), (0.5, 0.5))
    assert max(abs(x), abs(y)) < 0.5
    place = re.compile(re.escape(f"The noisy point ({x:.2f}, {y:.2f})"))
    expect(picture(widget)).to_have_attribute("alt", place, timeout=PLENTY)
    box = picture(widget).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)  # let go, the point stays
    expect(picture(widget)).to_have_attribute("alt", place)


def test_a_network_is_trained_before_the_students_eyes_and_can_be_stopped(page):
    widget = explorer(page, "field")
    before = shown(widget)
    widget.get_by_role("button", name="Train a new DAE").click()
    wait_for_change(widget, before)
    widget.get_by_role("button", name="Stop").click()
    again = widget.get_by_role("button", name="Train a new DAE")
    expect(again).to_be_visible(timeout=PLENTY)
    chart = widget.locator(".widget-html img").nth(1)
    reached = int(chart.get_attribute("alt").split()[1].rstrip(":"))
    assert 0 < reached < 300
    again.click()
    expect(chart).to_have_attribute("alt", re.compile("^Step 300:"), timeout=2 * PLENTY)


@pytest.mark.slow
def test_after_sixty_quick_moves_the_last_setting_wins(page):
    widget = explorer(page, "field")
    press(widget, 0, "Home")
    for _ in range(29):
        press(widget, 0, "PageUp")
        press(widget, 0, "PageDown")
    press(widget, 0, "PageUp")
    press(widget, 0, "PageUp")  # where it has not been before: no earlier picture can pass for the last
    sigma = widget.locator(".widget-readout").first.inner_text()
    expect(picture(widget)).to_have_attribute(
        "alt", re.compile(f"σ = {float(sigma):.3g}, learned"), timeout=PLENTY
    )


def test_an_arrow_is_sketched_by_dragging_its_tip_and_committed_to(page, asked):
    sketch, question = explorer(page, "where-it-ends"), asked(0)
    x, y = drag(page, sketch, (0.8, 0.5), (0.5, 0.5))
    assert abs(x) < 0.3
    caption = f"Your arrow ends at ({x:.2f}, {y:.2f})."
    expect(picture(sketch)).to_have_attribute("alt", caption, timeout=PLENTY)
    assert question.get_by_role("img", name="The arrow.").count() == 0
    question.get_by_role("button", name="Commit").click()
    expect(question.get_by_role("status").last).to_contain_text("Inside is right", timeout=PLENTY)
    expect(question.get_by_role("img", name="The arrow.")).to_be_visible()


def test_an_estimate_is_made_with_the_slider(asked):
    question = asked(1)
    expect(question.get_by_role("slider", name="share")).to_have_accessible_description("Your estimate")
    question.get_by_role("button", name="Commit").click()
    expect(question.get_by_role("status")).to_have_text("Choose your answer first.", timeout=PLENTY)
    press(question, 0, "PageDown")
    expect(question.get_by_role("status")).to_be_empty(timeout=PLENTY)
    press(question, 0, "Home")
    question.get_by_role("button", name="Commit").click()
    expect(question.get_by_role("status")).to_contain_text("above zero", timeout=PLENTY)
    expect(question.get_by_role("img", name="The floor.")).to_be_visible()


def test_a_question_is_answered_by_the_keyboard_alone(page, asked):
    question = asked(2)
    question.get_by_role("radio").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(question.get_by_role("radio").nth(2)).to_be_checked()
    assert question.get_by_role("img").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(question.get_by_role("status")).to_contain_text("Right.", timeout=PLENTY)
    expect(question.get_by_role("img", name="The arrows.")).to_be_visible()
    expect(question.get_by_role("radio").nth(0)).to_be_disabled()
    again = question.get_by_role("button", name="Think again")
    expect(again).to_be_focused()
    page.keyboard.press("Space")
    expect(question.get_by_role("radio").nth(0)).to_be_enabled(timeout=PLENTY)
    expect(question.get_by_role("status")).to_be_empty()


def test_long_answers_wrap_and_none_is_cut_off(page):
    labels = page.locator(".widget-radio-box label")
    cut = """labels => labels.filter(label => {
        const box = label.closest(".jp-OutputArea-output").getBoundingClientRect();
        return label.scrollWidth > label.clientWidth || label.scrollHeight > label.clientHeight + 1
            || label.getBoundingClientRect().right > box.right;
    }).map(label => label.textContent)"""
    settled = "() => document.querySelector('.widget-radio').getBoundingClientRect().right <= innerWidth"
    assert labels.count() > 10
    heights = []
    narrow = {"JupyterLab": 500, "Notebook": 360}  # JupyterLab has its files beside it
    for width in (1280, narrow[page.front_end]):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_function(settled, timeout=PLENTY)
        assert labels.evaluate_all(cut) == []
        heights += labels.evaluate_all("labels => labels.map(label => label.clientHeight)")
    assert max(heights) > 1.5 * min(heights)
    page.set_viewport_size({"width": 1280, "height": 1000})


# ── the lesson whole ──


@pytest.fixture(scope="module")
def lesson(server, browser, tmp_path_factory):
    """The lesson's page in JupyterLab, after "Run all"; its networks for every σ are hardly trained.

    Each prediction with radio buttons has been committed to, with the first option.
    """
    notebook = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    (cell,) = [each for each in notebook.cells if each.id == "every-level-trained"]
    cell.source = cell.source.replace("seed=0, progress=False", "n_steps=60, progress=False")
    assert "n_steps" in cell.source
    path = tmp_path_factory.mktemp("lesson") / "demo.ipynb"
    nbformat.write(notebook, path)
    page = front_ends.run_all(path, "JupyterLab", server, browser)
    for question in page.locator(".jp-OutputArea-output", has=page.get_by_role("radio")).all():
        question.get_by_role("radio").first.click()
        question.get_by_role("button", name="Commit").click()
    for name in EXPLORERS:
        expect(explorer(page, name)).to_be_visible(timeout=PLENTY)
    yield page
    page.close()


@pytest.mark.slow
def test_the_lesson_runs_whole_without_an_error_and_each_slider_stands_where_its_cell_puts_it(lesson):
    for kind in ("error", "stderr"):
        assert lesson.locator(f"[data-mime-type='application/vnd.jupyter.{kind}']").count() == 0
    settings = {"guess": "σ = 0.3.", "field": "σ = 0.1,", "slopes": "σ = 0.12.", "tweedie": "σ = 0.4,"}
    for name, setting in settings.items():
        there = re.compile(re.escape(setting))
        expect(picture(explorer(lesson, name))).to_have_attribute("alt", there)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPLORERS)
def test_in_the_lesson_too_every_control_changes_the_picture_and_the_caption(lesson, name):
    every_control_changes_the_picture_and_the_caption(explorer(lesson, name))


# ── the lesson without a kernel ──


def test_where_no_widget_can_live_every_figure_is_a_picture_with_its_words(browser, tmp_path):
    notebook = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    (tmp_path / "demo.html").write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.goto((tmp_path / "demo.html").as_uri())
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(figures) > len(EXPLORERS) + 3  # the predictions' figures too
    for output in figures:
        image = page.locator(f'img[alt="{output.metadata["image/png"]["alt"]}"]')
        assert image.evaluate("image => image.naturalWidth") >= 300
    expect(page.frame_locator("iframe").locator("#plane")).to_be_visible(timeout=PLENTY)  # the living page
    page.close()
