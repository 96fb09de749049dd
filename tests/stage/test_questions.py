"""Questions: nothing is shown before an answer is committed to, and each answer has its own reply."""

import base64
import html
import re

import ipywidgets as widgets
import pytest

from dae_helpers import plots
from dae_helpers.lesson import explorers, where_it_ends
from dae_helpers.stage import questions
from dae_helpers.stage.questions import Estimate, Option, Question

WIDGET = "application/vnd.jupyter.widget-view+json"
FIGURE = widgets.HTML("the figure")
CAPTION = 'A caption with <b>tags</b> & "quotes".'
NASTY = """<img src=x onerror="alert('x')"> & <b>"bold"</b>"""
OPTIONS = (Option("one", NASTY), Option("two", "so it is", right=True), Option(NASTY, "too much"))
CHOSEN = Question(f"How many? {NASTY}", OPTIONS)
ESTIMATED = Estimate("What share?", OPTIONS, limits=(0.4, 0.6))
ASKED = {"chosen": (CHOSEN, [0, 1, 2]), "estimated": (ESTIMATED, [0.1, 0.5, 0.9])}
every_question = pytest.mark.parametrize(("question", "answers"), ASKED.values(), ids=ASKED)


def words(widget):
    """The text of a widgets.HTML, without its tags and styles."""
    return html.unescape(re.sub(r"<style\b.*</style>|<[^>]*>", "", widget.value, flags=re.DOTALL)).strip()


@every_question
def test_a_commit_without_an_answer_asks_for_one(question, answers):
    card = questions.Card(question, FIGURE)
    card.button.click()
    assert words(card.reply) == "Choose your answer first."
    assert 'role="status"' in card.reply.value
    assert (card.shown.children, card.choices.disabled, card.button.description) == ((), False, "Commit")
    card.choices.value = answers[0]
    assert (words(card.reply), card.shown.children) == ("", ())


@every_question
def test_each_answer_gets_its_own_reply_and_the_figure_and_may_be_thought_over(question, answers):
    for answer, option in zip(answers, OPTIONS):
        card = questions.Card(question, FIGURE)
        card.choices.value = answer
        card.button.click()
        assert words(card.reply) == f"{'Right.' if option.right else 'Not quite.'} {option.reply}"
        assert 'role="status"' in card.reply.value
        assert "<img" not in card.reply.value
        assert (card.shown.children, card.choices.disabled, card.verdict) == ((FIGURE,), True, option)
        card.button.click()
        assert (words(card.reply), card.shown.children, card.verdict) == ("", (FIGURE,), None)
        assert (card.choices.disabled, card.choices.value) == (False, answer)
        assert card.button.description == "Commit"


def test_an_estimate_is_a_slider_from_0_to_1_where_1_must_be_chosen_too():
    card = questions.Card(ESTIMATED, FIGURE)
    slider = card.choices
    assert (slider.min, slider.max, slider.step, slider.value, slider.readout) == (0, 1, 0.05, 1, True)
    slider.value = 0.9
    slider.value = 1
    card.button.click()
    assert card.verdict is OPTIONS[-1]


def test_a_sketch_is_committed_to_where_its_point_lies_and_a_text_that_is_no_point_is_not():
    card = questions.Card(where_it_ends.question(), FIGURE)
    card.choices.value = "<here>"
    card.button.click()
    assert words(card.reply) == "point must be two numbers x y, such as 0.8 0.5, got '<here>'"
    assert (card.verdict, card.shown.children, card.choices.disabled) == (None, (), False)
    card.choices.value = "0.85 0"
    card.button.click()
    card.choices.value = "0 0"  # a hand can still drag
    assert card.verdict.right
    assert words(card.reply).startswith("Right. ")
    assert card.shown.children == (FIGURE,)


def test_a_point_that_was_not_moved_is_an_answer_too():
    card = questions.Card(where_it_ends.question(), FIGURE)
    card.button.click()
    assert card.verdict.text == "nowhere: the arrow is zero"


def test_an_explorer_behind_a_question_appears_with_the_first_commit_and_stays():
    explorer = explorers.guess()
    live = questions.ask(CHOSEN, explorer)
    talk, shown = live.widget.children
    _, choices, button, _ = talk.children
    for pressed, view in enumerate([(), (explorer.widget,), (explorer.widget,)]):
        assert shown.children == view
        choices.value = pressed
        button.click()
    assert (live.png, live.caption) == explorer.shown


def test_the_radio_buttons_are_the_options_in_their_order_and_none_is_chosen():
    radio = questions.choices(CHOSEN)
    assert [text for text, _ in radio.options] == [option.text for option in OPTIONS]
    assert radio.value is None


@every_question
def test_a_prediction_hides_its_figure_and_where_no_widget_can_live_the_figure_stands_in(question, answers):
    live = questions.ask(question, plots.figure(1)[0], CAPTION)
    talk, shown = live.widget.children
    asked, choices, button, _ = talk.children
    assert words(asked) == question.text
    assert shown.children == ()
    choices.value = answers[1]
    button.click()
    assert words(shown.children[0]) == CAPTION
    bundle, metadata = live._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "image/png", WIDGET}
    assert base64.b64encode(live.png).decode() == bundle["image/png"].strip()
    assert bundle["image/png"] in shown.children[0].value
    said = " ".join(bundle["text/plain"].split())
    options = "" if question is ESTIMATED else f" ○ one ○ two ○ {NASTY}"
    assert said == f"{CAPTION} Asked before the figure is seen: {question.text}{options}"
    assert bundle[WIDGET]["model_id"] == live.widget.model_id
    assert metadata == {"image/png": {"alt": CAPTION}}


def test_what_cannot_be_asked_is_refused():
    for asked, figure, named in [("why?", plots.figure(1)[0], "question"), (CHOSEN, "figure", "figure")]:
        with pytest.raises(TypeError, match=named):
            questions.ask(asked, figure, CAPTION)
