"""The tools: their words, the stamp, and what they make of a notebook that a front end has saved."""

import ast
import os
import runpy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools import colab, notebook, stamp
from tools.notebook import NOTEBOOKS, WIDGET

ROOT = Path(__file__).resolve().parent.parent
TOOLS = [path for path in (ROOT / "tools").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda path: path.stem)
def test_a_tool_says_what_it_does_and_refuses_a_word_in_one_line(tool, monkeypatch, capsys):
    def called(*words):
        monkeypatch.setattr(sys, "argv", [str(tool), *words])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(tool), run_name="__main__")
        return ended.value.code, capsys.readouterr()

    code, told = called("--help")
    assert not code
    assert f"usage: python -m tools.{tool.stem}" in told.out
    assert tool.read_text(encoding="utf-8").splitlines()[0].strip('"') in told.out
    code, told = called("demo", "--quickly")
    assert code == 2
    assert told.err.count("\n") == 1
    assert "--help" in told.err


def test_where_a_file_cannot_hold_a_letter_it_is_replaced():
    code = "from tools import command; command.run('x', lambda: print('σ'))"
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
    assert b"?" in ran.stdout


@pytest.fixture
def saved(tmp_path):
    """The path of a lesson that Colab has saved: in an old format, with a view and a state of each widget."""
    lesson = nbformat.read(ROOT / NOTEBOOKS[0], as_version=4)
    lesson.nbformat_minor = 0
    lesson.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    for cell in lesson.cells:
        del cell["id"]
        for output in cell.get("outputs", []):
            if output.output_type == "execute_result":
                output.data[WIDGET] = {"model_id": "0", "version_major": 2, "version_minor": 0}
    nbformat.write(lesson, tmp_path / "saved.ipynb")
    return tmp_path / "saved.ipynb"


def test_a_notebook_that_a_front_end_saved_is_read_as_it_lies_here(saved):
    here, read = (notebook.read(path) for path in (ROOT / NOTEBOOKS[0], saved))
    assert [cell.get("outputs") for cell in read.cells] == [cell.get("outputs") for cell in here.cells]
    assert "widgets" not in read.metadata
    assert len(notebook.figures(read)) >= 12


def test_a_notebook_of_an_old_format_becomes_one_file(saved, tmp_path):
    colab.write(saved, tmp_path / "one.ipynb")
    files = [
        cell.source.splitlines()[0] for cell in nbformat.read(tmp_path / "one.ipynb", as_version=4).cells
    ]
    for name in ("oracle.py", "palette.json", "stage/canvas.js", "page/page.html"):
        assert f"%%writefile lesson/dae_helpers/{name}" in files


def test_a_figure_that_is_lost_on_the_way_to_the_page_is_an_error(monkeypatch):
    lesson = notebook.read(ROOT / NOTEBOOKS[0])
    assert "<title>What a denoising autoencoder learns" in notebook.html(lesson)
    monkeypatch.setattr(notebook, "figures", lambda _: ["not in the page"])
    with pytest.raises(ValueError, match="1 figures are lost"):
        notebook.html(lesson)


def test_a_notebook_is_stale_when_what_it_uses_has_changed():
    used = {}
    for name in NOTEBOOKS:
        cells = [
            cell.source for cell in nbformat.read(ROOT / name, as_version=4).cells if cell.cell_type == "code"
        ]
        used[name] = stamp.used(ast.parse("\n".join(cells)))
    lesson, *others = NOTEBOOKS
    for file, users in {
        "curve.py": NOTEBOOKS,
        "palette.json": NOTEBOOKS,
        "images/members.py": others[-2:],
        "lesson/exercises/score.py": [lesson],
        "page/app.js": [lesson],
    }.items():
        assert [name for name in NOTEBOOKS if ROOT / "dae_helpers" / file in used[name]] == list(users), file


def test_code_makes_a_notebook_stale_and_a_comment_or_docstring_does_not(tmp_path, monkeypatch):
    module, notebook = tmp_path / "module.py", new_notebook(cells=[new_code_cell("!ls\nx = 1")])
    monkeypatch.setattr(stamp, "ROOT", tmp_path)
    monkeypatch.setattr(stamp, "used", lambda code: {module})

    def stamped(text):
        module.write_text(text, encoding="utf-8")
        return stamp.stamp(notebook)

    first = stamped('def f(x):\n    """One."""\n    return [x, None]\n')
    assert stamped('def f(x):\n    """Two."""\n    return [x, None]  # a comment\n') == first
    assert stamped('def f(x):\n    """One."""\n    return [x, False]\n') != first
    notebook.cells[0].source = "!ls\nx = 2"
    assert stamped('def f(x):\n    """One."""\n    return [x, None]\n') != first
