"""The notebooks run whole: from one file, without a warning, without the network, and the lesson twice."""

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


def in_one_file(name: str, folder: Path) -> tuple[list, list]:
    """The cells of the notebook that carries its helpers: those that write the helpers, and the others."""
    colab.write(ROOT / name, folder / "one.ipynb")
    cells = code_cells(folder / "one.ipynb")
    helpers = [cell for cell in cells if cell.id.startswith("helpers")]
    return helpers, [cell for cell in cells if cell not in helpers]


LESSON, *MORE = NOTEBOOKS


@pytest.mark.slow
@pytest.mark.parametrize(("name", "times"), [(LESSON, 2), *((name, 1) for name in MORE)])
def test_a_notebook_in_one_file_needs_nothing_beside_it_and_says_the_same_again(name, times, tmp_path):
    helpers, cells = in_one_file(name, tmp_path)
    again = deepcopy(cells) if times == 2 else []
    for cell in again:
        cell.id += "-again"
    where = new_code_cell("import dae_helpers\n\nprint(dae_helpers.__file__)")
    run([new_code_cell(STRICT + UNINSTALLED), *helpers, *cells, where, *again], tmp_path)
    assert where.outputs[0].text.strip() == str(tmp_path / "lesson" / "dae_helpers" / "__init__.py")
    figures = [output for cell in cells for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(figures) >= 8
    assert len(numbers(cells)) > 15
    assert not again or numbers(again) == numbers(cells)
    assert {path.name for path in tmp_path.iterdir()} == {"one.ipynb", "lesson"}
