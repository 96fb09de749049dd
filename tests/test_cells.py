"""The notebooks as they are saved: fit to be read, by people and by other tools."""

import ast
import json
import re
import symtable
from pathlib import Path

import nbformat
import pytest
from traitlets.config.loader import PyFileConfigLoader

from tools.notebook import NOTEBOOKS
from tools.stamp import stamp

ROOT = Path(__file__).resolve().parent.parent


def code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(scope="module", params=NOTEBOOKS)
def notebook(request):
    return nbformat.read(ROOT / request.param, as_version=4)


def test_every_cell_was_run_in_order_without_error_or_warning_and_fits_on_a_screen(notebook):
    for number, cell in enumerate(code(notebook), 1):
        assert cell.execution_count == number
        kinds = {output.get("name", output.output_type) for output in cell.outputs}
        assert not kinds & {"error", "stderr"}, cell.id
        assert len(cell.source.splitlines()) <= 15, cell.id


def test_beside_every_figure_its_caption_can_be_read(notebook):
    figures = 0
    for cell in code(notebook):
        printed = " ".join("".join(output.get("text", "") for output in cell.outputs).split())
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output.metadata["image/png"]["alt"]
                assert len(alt) > 30
                assert alt in printed
                figures += 1
    assert figures >= 12


def test_a_notebook_holds_nothing_that_a_static_page_cannot_show(notebook):
    nbformat.validate(notebook)
    outputs = [output for cell in code(notebook) for output in cell.outputs]
    assert "widgets" not in notebook.metadata
    assert not [output for output in outputs if any("widget" in kind for kind in output.get("data", {}))]
    assert not [cell for cell in code(notebook) if "execution" in cell.metadata]
    assert "\\r" not in json.dumps([output.get("text", "") for output in outputs])


def test_the_outputs_were_made_from_the_code_as_it_is_now(notebook):
    assert notebook.metadata["made_from"] == stamp(notebook), "stale: run `make notebook`"


def test_a_notebook_is_small_enough_for_a_page_and_its_cells_keep_their_names(notebook):
    assert len(nbformat.writes(notebook)) < 3_500_000
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    # Names were given by hand, from what the cell says; random ones would change with each save.
    assert not [cell.id for cell in notebook.cells if re.fullmatch(r"[0-9a-f]{8}(-.*)?", cell.id)]


def read_and_bound(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell takes from the cells before it, and those that it binds."""
    top = symtable.symtable(source, "cell", "exec")
    bound = {each.get_name() for each in top.get_symbols() if each.is_assigned() or each.is_imported()}
    read = {each.get_name() for each in top.get_symbols() if each.is_referenced()}
    inner = top.get_children()
    while inner:
        table = inner.pop()
        read |= {each.get_name() for each in table.get_symbols() if each.is_global()}
        inner += table.get_children()
    nodes = list(ast.walk(ast.parse(source)))
    added = [node.target for node in nodes if isinstance(node, ast.AugAssign)]
    stored = [node for node in nodes if isinstance(getattr(node, "ctx", None), ast.Store)]
    made = {getattr(node, "id", "") for node in stored if node not in added}
    only_added_to = {getattr(node, "id", "") for node in added} - made
    return (read | only_added_to) - (bound - only_added_to), bound - only_added_to


def test_what_a_later_cell_reads_has_one_meaning(notebook):
    """So a cell that is run again, after all the others, says what it said before."""
    found = {cell.id: read_and_bound(cell.source) for cell in code(notebook)}
    for reader, (read, _) in found.items():
        for each in read:
            makers = [maker for maker, (_, bound) in found.items() if each in bound]
            assert len(makers) <= 1, f"{reader} reads {each}, which is made in {', '.join(makers)}"


def test_no_line_ends_in_a_blank_and_no_cell_in_an_empty_line(notebook):
    """jupytext drops them, and its round trip would not give the notebook back."""
    for cell in notebook.cells:
        assert cell.source == cell.source.strip("\n"), cell.id
        assert [line for line in cell.source.splitlines() if line != line.rstrip()] == [], cell.id


def test_who_comes_back_to_a_saved_notebook_is_told_what_a_missing_widget_needs(notebook):
    told, met = (
        [k for k, cell in enumerate(notebook.cells) if re.search(words, cell.source, re.MULTILINE)]
        for words in ("Error displaying widget", r"^(explorers\.|ask\()")
    )
    assert len(told) == 1
    assert told[0] < met[0]


def test_in_a_pdf_by_webpdf_what_is_folded_stands_open():
    config = PyFileConfigLoader("paper.py", path=str(ROOT / "tools")).load_config()
    (preprocessor,) = config.WebPDFExporter.preprocessors
    notebook = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    folded = sum(cell.source.count("<details>") for cell in notebook.cells)
    paper, _ = preprocessor(notebook, {})
    assert sum(cell.source.count("<details open>") for cell in paper.cells) == folded > 0
