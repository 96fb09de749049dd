"""A student's hand on the sliders: the lesson in a real browser, in JupyterLab and in Notebook."""

import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
HIDDEN = ["guess", "field", "slopes"]  # behind a prediction
EXPLORERS = [*HIDDEN, "tweedie", "generate"]


@pytest.fixture(scope="module")
def lesson(opened, tmp_path_factory):
    """The lesson's page, after "Run all"; its networks for every σ are trained for a moment only.

    Each prediction with radio buttons has been committed to, with the first option.
    """
    notebook = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    (cell,) = [each for each in notebook.cells if each.id == "every-level-trained"]
    cell.source = cell.source.replace("seed=0, progress=False", "n_steps=60, progress=False")
    assert "n_steps" in cell.source
    path = tmp_path_factory.mktemp("lesson") / "demo.ipynb"
    nbformat.write(notebook, path)
    page = opened(path)
    for question in page.locator(".jp-OutputArea-output", has=page.get_by_role("radio")).all():
        if question.get_by_role("button", name="Commit").count() == 1:  # the quiz has several
            question.get_by_role("radio").first.click()
            question.get_by_role("button", name="Commit").click()
    for name in EXPLORERS:
        expect(explorer(page, name)).to_be_visible(timeout=30_000)
    return page


def explorer(page: Page, name: str) -> Locator:
    """The widget of one explorer."""
    return page.locator(f".jp-OutputArea-output .dae-{name}")


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
    assert lesson.locator(".jp-OutputArea-output .dae-explorer").count() == len(EXPLORERS) + 1  # the sketch
    assert lesson.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert lesson.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


@pytest.mark.parametrize(
    ("name", "setting"),
    [("guess", "σ = 0.3."), ("field", "σ = 0.1,"), ("slopes", "σ = 0.12."), ("tweedie", "σ = 0.4,")],
)
def test_a_slider_stands_where_its_cell_puts_it(lesson, name, setting):
    expect(picture(explorer(lesson, name))).to_have_attribute("alt", re.compile(re.escape(setting)))


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


def test_the_noisy_point_is_dragged_by_hand(lesson):
    widget = explorer(lesson, "guess")
    widget.scroll_into_view_if_needed()
    box, mouse = picture(widget).bounding_box(), lesson.mouse
    mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    for step in range(1, 6):
        mouse.move(
            box["x"] + (0.7 - 0.04 * step) * box["width"], box["y"] + (0.3 + 0.04 * step) * box["height"]
        )
    mouse.up()
    x, y = map(float, widget.locator("input[type=text]").first.input_value().split())
    assert abs(x) < 0.5
    assert abs(y) < 0.5
    place = re.compile(re.escape(f"The noisy point ({x:.2f}, {y:.2f})"))
    expect(picture(widget)).to_have_attribute("alt", place, timeout=30_000)
    mouse.move(box["x"] + 5, box["y"] + 5)  # let go, the point stays
    expect(picture(widget)).to_have_attribute("alt", place)


def test_an_arrow_is_sketched_by_dragging_its_tip_and_committed_to(lesson):
    output = lesson.locator(".jp-OutputArea-output", has=lesson.locator(".dae-where-it-ends"))
    sketch, commit = explorer(lesson, "where-it-ends"), output.get_by_role("button", name="Commit")
    sketch.scroll_into_view_if_needed()
    figures, box, mouse = output.get_by_role("img").count(), picture(sketch).bounding_box(), lesson.mouse
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"], steps=5)
    mouse.up()
    tip = sketch.locator("input[type=text]").input_value()
    x, y = map(float, tip.split())
    assert abs(x) < 0.3
    expect(picture(sketch)).to_have_attribute(
        "alt", f"Your arrow ends at ({x:.2f}, {y:.2f}).", timeout=30_000
    )
    commit.click()
    expect(output.get_by_role("status").last).to_contain_text("Inside is right", timeout=30_000)
    expect(output.get_by_role("img")).to_have_count(figures + 1)


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
    assert 0 < reached < 300
    again.click()
    expect(chart).to_have_attribute("alt", re.compile("^Step 300:"), timeout=60_000)
    lesson.screenshot(path=BUILD / f"{lesson.front_end}-trained.png")


@pytest.mark.slow
def test_after_sixty_quick_moves_the_last_setting_wins(lesson):
    widget = explorer(lesson, "field")
    widget.scroll_into_view_if_needed()
    press(widget, 0, "Home")
    for _ in range(29):
        press(widget, 0, "PageUp")
        press(widget, 0, "PageDown")
    press(widget, 0, "PageUp")
    press(widget, 0, "PageUp")  # where it has not been before: no earlier picture can pass for the last
    sigma = widget.locator(".widget-readout").first.inner_text()
    expect(picture(widget)).to_have_attribute(
        "alt", re.compile(f"σ = {float(sigma):.3g}, learned"), timeout=30_000
    )


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


ASKED = [
    "from dae_helpers import manifolds, plots, training\nfrom dae_helpers.lesson import questions as asked\n"
    "from dae_helpers.stage import questions\n\nfig, (ax,) = plots.figure()\n"
    "run = training.Run(None, manifolds.circle(), sigma=0.1, floor=0.01006)",
    "questions.ask(asked.floor(run), fig, 'The floor.')",
    "questions.ask(asked.ARMS, fig, 'The arrows.')",
    "questions.quiz(asked.CLOSING)",
]


@pytest.fixture(scope="module")
def asked(opened, tmp_path_factory):
    """The outputs of a notebook of questions: a slider, radio buttons, and the quiz."""
    path = tmp_path_factory.mktemp("notebooks") / "questions.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(source) for source in ASKED]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    BUILD.mkdir(exist_ok=True)
    outputs = opened(path).locator(".jp-OutputArea-output")
    expect(outputs).to_have_count(3)
    return outputs


def test_a_question_is_answered_by_the_keyboard_alone(asked):
    question, keyboard = asked.nth(1), asked.page.keyboard
    question.get_by_role("radio").nth(1).focus()
    keyboard.press("Tab")
    keyboard.press("Space")
    expect(question.get_by_role("radio").nth(2)).to_be_checked()
    assert question.get_by_role("img").count() == 0
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(question.get_by_role("status")).to_contain_text("Right.", timeout=30_000)
    expect(question.get_by_role("img", name="The arrows.")).to_be_visible()
    expect(question.get_by_role("radio").nth(0)).to_be_disabled()
    again = question.get_by_role("button", name="Think again")
    expect(again).to_be_focused()
    keyboard.press("Space")
    expect(question.get_by_role("radio").nth(0)).to_be_enabled(timeout=30_000)
    expect(question.get_by_role("status")).to_be_empty()


def test_an_estimate_is_made_with_the_slider(asked):
    question = asked.nth(0)
    expect(question.get_by_role("slider", name="share")).to_have_accessible_description("Your estimate")
    question.get_by_role("button", name="Commit").click()
    expect(question.get_by_role("status")).to_have_text("Choose your answer first.", timeout=30_000)
    press(question, 0, "PageDown")
    expect(question.get_by_role("status")).to_be_empty(timeout=30_000)
    press(question, 0, "Home")
    question.get_by_role("button", name="Commit").click()
    expect(question.get_by_role("status")).to_contain_text("above zero", timeout=30_000)
    expect(question.get_by_role("img", name="The floor.")).to_be_visible()


def test_the_quiz_counts_the_right_answers(asked):
    quiz = asked.nth(2)
    for number in range(3):
        quiz.locator(".widget-radio").nth(number).get_by_role("radio").nth(3).click()
        quiz.get_by_role("button").nth(number).click()
        expect(quiz.get_by_role("status").nth(number)).not_to_be_empty(timeout=30_000)
    expect(quiz.get_by_role("status").last).to_have_text("1 of 3 right.", timeout=30_000)


@pytest.mark.parametrize("width", [1280, 800, 500])
def test_long_answers_wrap_and_none_is_cut_off(asked, width):
    page, labels = asked.page, asked.locator(".widget-radio-box label")
    page.set_viewport_size({"width": width, "height": 3000})  # all in view, for the picture
    page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
    cut = """labels => labels.filter(label => {
        const box = label.closest(".jp-OutputArea-output").getBoundingClientRect();
        return label.scrollWidth > label.clientWidth || label.scrollHeight > label.clientHeight + 1
            || label.getBoundingClientRect().right > box.right;
    }).map(label => label.textContent)"""
    assert labels.count() == 15
    assert labels.evaluate_all(cut) == []
    heights = labels.evaluate_all("labels => labels.map(label => label.clientHeight)")
    assert width > 500 or max(heights) > 1.5 * min(heights)
    page.screenshot(path=BUILD / f"{page.front_end}-questions-{width}.png")
