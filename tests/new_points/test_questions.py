"""The predictions of new points and of a closer look: each is asked once, and its output is folded."""

import re
from importlib import import_module

import nbformat
import pytest

from dae_helpers.stage.questions import Question
from tools.notebook import ROOT


@pytest.mark.parametrize("room", ["new_points", "closer_look", "codes"])
def test_each_prediction_is_asked_once_is_folded_and_has_one_right_answer(room):
    cells = nbformat.read(ROOT / "more" / f"{room}.ipynb", as_version=4).cells
    asks = [cell for cell in cells if re.search(r"^ask\(", cell.source, re.MULTILINE)]
    asked = [re.search(r"^ask\((\w+)\.(\w+)", cell.source, re.MULTILINE).groups() for cell in asks]
    questions = {
        (module, name): each
        for module in dict.fromkeys(module for module, _ in asked)
        for name, each in vars(import_module(f"dae_helpers.{room}.{module}")).items()
        if isinstance(each, Question)
    }
    assert asked == list(questions)
    assert asks == [cell for cell in cells if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    assert asks == [cell for cell in cells if cell.metadata.get("collapsed")]  # this is Colab's
    assert not any(re.search(r"\bPredict\b", cell.source) for cell in cells)
    for question in questions.values():
        assert sum(option.right for option in question.options) == 1
        assert len({option.reply for option in question.options}) == len(question.options) >= 3
