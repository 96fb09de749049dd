"""Living figures: on a page with no kernel a scene takes the place of each explorer."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook

from dae_helpers import page
from tools.notebook import NOTEBOOKS, html, read

ROOT = Path(__file__).resolve().parent.parent
LESSON = "demo"


def twins(name: str) -> list[dict]:
    """What a notebook's explorers have said of themselves: a scene, and its settings."""
    outputs = [output for cell in read(ROOT / name).cells for output in cell.get("outputs", [])]
    said = [output.get("metadata", {}).get("dae_helpers") for output in outputs]
    return [each for each in said if each]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_explorer_has_a_scene_of_the_page_that_takes_its_place(name):
    code = "\n".join(cell.source for cell in read(ROOT / name).cells if cell.cell_type == "code")
    found = twins(name)
    shown = re.findall(r"\bexplorers\.\w+\((?!.*\bif path\b)", code)  # one waits for the reader's own picture
    assert len(found) == len(shown) > 0
    assert {twin["scene"] for twin in found} <= set(page.SCENES)


def test_a_figure_begins_as_the_picture_that_was_saved_and_says_its_words_once():
    made = BeautifulSoup(html(read(ROOT / f"{LESSON}.ipynb")), "html.parser")
    figures = made.select("figure.living")
    assert len(figures) == len(twins(f"{LESSON}.ipynb"))
    for figure in figures:
        words = figure.select_one("figcaption").text
        assert figure.img["src"].startswith("data:image/png;base64,")
        assert figure.img["alt"] == words
        assert " ".join(made.text.split()).count(" ".join(words.split())) == 1
    assert len([script for script in made.select("script") if "figure.living" in script.text]) == 1


def test_a_picture_that_was_pasted_into_a_cell_is_in_the_page():
    pasted = {"two dots.png": {"image/png": "AAAA"}}
    cell = new_markdown_cell("![two](attachment:two%20dots.png)", attachments=pasted)
    assert '<img alt="two" src="data:image/png;base64,AAAA"' in html(new_notebook(cells=[cell]))


def test_what_a_page_carries_is_small():
    assert len(page.engine().encode()) < 250_000
    assert len(page.figure_html().encode()) < 100_000
