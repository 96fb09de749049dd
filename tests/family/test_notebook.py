"""The family's notebook as it is kept: executed, with words for each picture, in cells that fit a screen."""

from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = nbformat.read(ROOT / "more" / "family.ipynb", as_version=4)
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]


def test_every_cell_was_run_in_order_without_error_or_warning():
    assert [cell.execution_count for cell in CODE] == list(range(1, len(CODE) + 1))
    outputs = [output for cell in CODE for output in cell.outputs]
    assert not [each for each in outputs if each.output_type == "error" or each.get("name") == "stderr"]


def test_beside_every_figure_its_caption_can_be_read():
    figures = 0
    for cell in CODE:
        printed = " ".join("".join(output.get("text", "") for output in cell.outputs).split())
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                figures += 1
                assert len(output.metadata["image/png"]["alt"]) > 30
                assert output.metadata["image/png"]["alt"] in printed
    assert figures >= 14


def test_a_code_cell_fits_on_a_screen():
    assert not {cell.id for cell in CODE if len(cell.source.splitlines()) > 15}
