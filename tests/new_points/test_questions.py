"""The predictions of new points and of a closer look: each is asked once, and its output is folded."""

import re
from importlib import import_module

import nbformat
import pytest

from dae_helpers.stage.questions import Question
from tools.notebook import ROOT


@pytest.mark.parametrize("room", ["new_points", "closer_look", "codes"])
def test_each_prediction_is_asked_once_is_folded_and_has_one_right_answer(room):
    asked = vars(import_module(f"dae_helpers.{room}.questions"))
    questions = {name: each for name, each in asked.items() if isinstance(each, Question)}
    cells = nbformat.read(ROOT / "more" / f"{room}.ipynb", as_version=4).cells
    asks = [cell for cell in cells if re.search(r"^ask\(", cell.source, re.MULTILINE)]
    assert [re.search(r"questions\.(\w+)", cell.source)[1] for cell in asks] == list(questions)
    assert asks == [cell for cell in cells if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    assert asks == [cell for cell in cells if cell.metadata.get("collapsed")]  # this is Colab's
    assert not any("Predict" in cell.source for cell in cells)
    for question in questions.values():
        assert sum(option.right for option in question.options) == 1
        assert len({option.reply for option in question.options}) == len(question.options) >= 3
