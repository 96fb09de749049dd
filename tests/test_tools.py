"""The tools: what they say to --help, to words that they don't know, and where they can't read or write."""

import copy
import errno
import os
import runpy
import subprocess
import sys
from pathlib import Path

import nbconvert
import nbformat
import pytest

from tools.notebook import NOTEBOOKS, clean

ROOT = Path(__file__).resolve().parent.parent
TOOLS = [
    path.stem for path in (ROOT / "tools").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")
]


def called(tool, monkeypatch, *words):
    """Run a tool as `python -m tools.NAME` does; how it exits."""
    path = ROOT / "tools" / f"{tool}.py"
    monkeypatch.setattr(sys, "argv", [str(path), *words])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(path), run_name="__main__")
    return ended.value.code


@pytest.fixture
def unwritable(monkeypatch):
    """As on a disk that can't be written: nothing can be made."""

    def refuse(path, *_, **__):
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    for name in ("mkdir", "write_text", "write_bytes"):
        monkeypatch.setattr(Path, name, refuse)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_says_what_it_does_and_does_nothing(tool, monkeypatch, capsys, unwritable):
    assert not called(tool, monkeypatch, "--help")
    told = capsys.readouterr().out
    assert f"usage: python -m tools.{tool}" in told
    first = (ROOT / "tools" / f"{tool}.py").read_text(encoding="utf-8").splitlines()[0]
    assert first.strip('"') in told


@pytest.mark.parametrize("tool", TOOLS)
def test_a_word_that_a_tool_does_not_know_is_refused_in_one_line(tool, monkeypatch, capsys, unwritable):
    assert called(tool, monkeypatch, "demo", "--quickly") == 2
    refusal = capsys.readouterr().err
    assert refusal.count("\n") == 1
    assert "--help" in refusal


@pytest.mark.parametrize(
    "words", [("notebook", "demo"), ("colab",), ("field",), ("field", "picture")], ids=" ".join
)
def test_on_a_disk_that_cannot_be_written_a_sentence_says_so_at_once(words, monkeypatch, unwritable):
    assert "Read-only file system" in called(words[0], monkeypatch, *words[1:])


def test_a_notebook_that_is_not_there_is_named(monkeypatch):
    assert "nowhere.ipynb" in called("notebook", monkeypatch, "demo", "nowhere.ipynb")


@pytest.mark.parametrize(
    "code",
    [
        "from tools import command; command.run('x', lambda: print('σ'))",
        "from dae_helpers.lesson import checks; checks.hint(5); checks.solution(5)",
    ],
    ids=["a tool", "the checks"],
)
def test_where_a_file_cannot_hold_a_letter_it_is_replaced(code):
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
    assert b"?" in ran.stdout


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_as_a_script_a_notebook_is_python(name):
    notebook = nbformat.read(ROOT / name, as_version=4)
    assert nbconvert.ScriptExporter().from_notebook_node(notebook)[1]["output_extension"] == ".py"
    assert clean(copy.deepcopy(notebook)).metadata.language_info == notebook.metadata.language_info
