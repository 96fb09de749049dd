"""The notebooks run whole: twice, without a warning, without the network, and from one file as well."""

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from tools import colab
from tools.notebook import NOTEBOOKS

ROOT = Path(__file__).resolve().parent.parent
STRICT = """\
import socket
import sys
import warnings


def refuse(*_, **__):
    raise OSError("the lesson asked for the network")


warnings.simplefilter("error")
socket.socket.connect = socket.getaddrinfo = refuse
"""
UNINSTALLED = f"""\
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
sys.path[:] = [folder for folder in sys.path if folder != {str(ROOT)!r}]
"""


def code_cells(path: Path) -> list:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def run(cells: list, folder: Path) -> None:
    """Execute the cells in a fresh kernel; an error is raised, and what is written to stderr fails."""
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]


def numbers(cells: list) -> list[str]:
    """What the cells print and show in words, but for the progress bars, which tell the time."""
    outputs = [output for cell in cells for output in cell.outputs]
    lines = "".join(output.get("text", "") for output in outputs).splitlines()
    captions = [output.data["text/plain"] for output in outputs if "data" in output]
    return [line for line in lines if " steps," not in line] + captions


def test_the_lesson_runs_twice_in_one_kernel_and_says_the_same_and_leaves_nothing_behind(tmp_path):
    lesson = code_cells(ROOT / "demo.ipynb")
    again = deepcopy(lesson)
    for cell in again:
        cell.id += "-again"
    run([new_code_cell(STRICT), *lesson, *again], tmp_path)
    assert numbers(again) == numbers(lesson)
    assert len(numbers(lesson)) > 30
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_in_one_file_needs_nothing_beside_it(name, tmp_path):
    colab.write(ROOT / name, tmp_path / "one.ipynb")
    cells = code_cells(tmp_path / "one.ipynb")
    where = new_code_cell("import dae_helpers\n\nprint(dae_helpers.__file__)")
    run([new_code_cell(STRICT + UNINSTALLED), *cells, where], tmp_path)
    assert where.outputs[0].text.strip() == str(tmp_path / "lesson" / "dae_helpers" / "__init__.py")
    figures = [output for cell in cells for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(figures) >= 8
