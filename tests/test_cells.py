"""The cells of all notebooks as other tools read them."""

import re
from pathlib import Path

import nbformat
import pytest
from traitlets.config.loader import PyFileConfigLoader

from tools.notebook import NOTEBOOKS

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_line_ends_in_a_blank_and_no_cell_in_an_empty_line(name):
    """jupytext drops them, and its round trip would not give the notebook back."""
    for cell in nbformat.read(ROOT / name, as_version=4).cells:
        assert cell.source == cell.source.strip("\n"), cell.id
        assert [line for line in cell.source.splitlines() if line != line.rstrip()] == [], cell.id


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_who_comes_back_to_a_saved_notebook_is_told_what_a_missing_widget_needs(name):
    cells = nbformat.read(ROOT / name, as_version=4).cells
    told = [k for k, cell in enumerate(cells) if "Error displaying widget" in cell.source]
    met = [k for k, cell in enumerate(cells) if re.search(r"^(explorers\.|ask\()", cell.source, re.MULTILINE)]
    assert len(told) == 1
    assert told[0] < met[0]


def test_in_a_pdf_by_webpdf_what_is_folded_stands_open():
    config = PyFileConfigLoader("paper.py", path=str(ROOT / "tools")).load_config()
    (preprocessor,) = config.WebPDFExporter.preprocessors
    notebook = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    folded = sum(cell.source.count("<details>") for cell in notebook.cells)
    paper, _ = preprocessor(notebook, {})
    assert sum(cell.source.count("<details open>") for cell in paper.cells) == folded > 0
