"""Questions to commit to: predictions, made before their figures are seen."""

import html
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import ipywidgets as widgets
from matplotlib.figure import Figure

from .. import arguments
from ..palette import CLEAN, NOISY
from .controls import NAMING, Explorer, Live, as_html, control
from .pictures import png

# Front ends give each radio button one line of fixed height; ours hold whole sentences, which must wrap.
STYLE = """
.dae-answers .widget-radio-box {margin: 0}
.dae-answers .widget-radio-box label {
  display: flex; flex-direction: row-reverse; justify-content: flex-end; align-items: flex-start;
  height: auto; margin: 0 0 6px; line-height: 1.4; white-space: normal; font-weight: normal}
.dae-answers .widget-radio-box input {flex: none; height: 1.4em; margin: 0 8px 0 2px}
.dae-answers label:has(:checked:disabled) {font-weight: bold}
"""


class Option(NamedTuple):
    """An answer, and the reply to it: why it is right, or which idea led astray and what to look at."""

    text: str
    reply: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with a few options, of which one is right; an answer is the number of an option."""

    text: str
    options: tuple[Option, ...]

    def judge(self, answer: int) -> Option:
        return self.options[answer]


@dataclass(frozen=True)
class Estimate(Question):
    """A question whose answer is a number from 0 to 1; `limits` part it into one interval an option."""

    limits: tuple[float, ...]

    def judge(self, answer: float) -> Option:
        return self.options[sum(answer > limit for limit in self.limits)]


@dataclass(frozen=True)
class Sketch(Question):
    """A question answered by hand, with the draggable point of a drawing; judged(point): the option's number.

    drawing: an explorer whose control `point` is a Text "x y"; judged raises ValueError if that is no point.
    """

    drawing: Explorer
    judged: Callable[[str], int]

    def judge(self, answer: str) -> Option:
        return self.options[self.judged(answer)]


class Card:
    """A question, its answers and a button. Once the student commits: the reply, and what was hidden.

    hidden: a widget that is shown from the first commit on. `verdict` is the chosen Option, or None.
    """

    def __init__(self, question: Question, hidden: widgets.Widget):
        self.question = arguments.instance("question", question, Question)
        self.hidden, self.answer, self.verdict = hidden, None, None
        text = f'<div style="line-height:1.5;margin:8px 0 3px"><b>{html.escape(question.text)}</b></div>'
        self.choices, self.reply, self.shown = choices(question), widgets.HTML(status("")), widgets.VBox()
        self.button = control(widgets.Button, "Commit", "Commit to your answer, or think again")
        asked = self.choices
        if isinstance(question, Sketch):  # a point may also stay where it is
            asked, self.answer = question.drawing.widget, self.choices.value
        talk = [widgets.HTML(f"<style {NAMING}>{STYLE}</style>{text}"), asked, self.button, self.reply]
        self.widget = widgets.VBox([widgets.VBox(talk, layout={"max_width": "720px"}), self.shown])
        self.choices.observe(self.choose, "value")
        self.button.on_click(lambda _: self.press())

    def choose(self, change: dict) -> None:
        """Take what is chosen now as the answer, not yet committed to; a point may move after that, too."""
        self.answer = change["new"]
        if not self.verdict:
            self.reply.value = status("")

    def press(self) -> None:
        """Commit to the answer; once committed, think again. What has been seen stays in view."""
        if self.verdict:
            self.verdict, self.reply.value = None, status("")
        elif self.answer is None:
            self.reply.value = status("Choose your answer first.")
        else:
            try:
                self.verdict = self.question.judge(self.answer)
            except ValueError as error:  # what was typed in place of a point
                self.reply.value = status(html.escape(str(error)))
                return
            self.reply.value = replied(self.verdict)
            self.shown.children = [self.hidden]
        self.choices.disabled = self.verdict is not None
        self.button.description = "Think again" if self.verdict else "Commit"


def ask(question: Question, shown: Figure | Explorer, caption: str = "") -> Live:
    """A prediction: a figure with its caption, or an explorer, is hidden until the student commits."""
    twin = None
    if isinstance(shown, Explorer):
        (image, caption), hidden, twin = shown.shown, shown.widget, shown.lives_on()
    else:
        image = png(arguments.instance("shown", shown, Figure))
        hidden = widgets.HTML(as_html(image, caption))
    card = Card(question, hidden)
    words = f"{textwrap.fill(caption, 100)}\n\nAsked before the figure is seen:\n{in_words(question)}"
    return Live(card.widget, words, image, caption, twin)


def choices(question: Question) -> widgets.Widget:
    """What a question is answered with: a drawing's point, a slider that starts at 1, or radio buttons."""
    if isinstance(question, Sketch):
        return question.drawing.controls["point"]
    if isinstance(question, Estimate):
        traits = {"max": 1, "step": 0.05, "value": 1, "layout": {"width": "100%"}}
        return control(widgets.FloatSlider, "share", "Your estimate", **traits)
    options = [(option.text, number) for number, option in enumerate(question.options)]
    radio = widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
    radio.add_class("dae-answers")
    return radio


def status(words: str, style: str = "") -> str:
    """Words that a screen reader speaks when they appear."""
    return f'<div role="status" style="line-height:1.5;{style}">{words}</div>'


def replied(verdict: Option) -> str:
    """The reply to an option; whether it was right is said in words, and by the colour of a bar."""
    opening, colour = ("Right.", CLEAN) if verdict.right else ("Not quite.", NOISY)
    words = f"<b>{opening}</b> {html.escape(verdict.reply)}"
    return status(words, f"border-left:4px solid {colour};padding-left:10px;margin:6px 0")


def in_words(question: Question) -> str:
    """A question and its options, without the answer, as plain text."""
    lines = [textwrap.fill(question.text, 100)]
    for option in question.options if type(question) is Question else ():
        lines.append(textwrap.fill(option.text, 100, initial_indent="   ○ ", subsequent_indent="     "))
    return "\n".join(lines)
