"""Marks: a class of twenty, marked with the package alone; what the notebooks hold for that; other files."""

import csv
import re
import subprocess
import sys

import nbformat
import pytest
import torch

from dae_helpers import models, training
from dae_helpers.family import checks as family_checks
from dae_helpers.lesson import checks
from dae_helpers.stage import grading
from dae_helpers.stage.checking import verdict
from dae_helpers.stage.handed_in import attempts, code_cells, needed, read
from tests.classroom import CLASS, RIGHT, ROOT, WRONG, handed_in
from tools.notebook import NOTEBOOKS

EXERCISES = checks.EXERCISES


@pytest.fixture
def grade(capsys, monkeypatch):
    """grade(words): what the command writes, to the screen and about errors, and how it ends."""
    for name in grading.FOR_ANSWERS:
        monkeypatch.setenv(name, "")  # it sets them, and they are put back in the end

    def grade(*words: object) -> tuple[str, str, int]:
        status = 0
        try:
            grading.main("dae_helpers.lesson.checks", [*map(str, words)])
        except SystemExit as end:
            status = end.code
        return *capsys.readouterr(), status

    return grade


def command(*words: object, wing: str) -> str:
    """What the same command writes in a process of its own; it writes nothing about errors."""
    ran = subprocess.run(
        [sys.executable, "-m", f"dae_helpers.{wing}.grade", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def table(text: str) -> dict[str, dict]:
    """The lines of a table of marks, by notebook."""
    return {row["notebook"]: row for row in csv.DictReader(text.splitlines())}


def points(row: dict) -> dict[int, int]:
    """The points of a line, of the exercises that the notebook has."""
    cells = ((head, cell) for head, cell in row.items() if head.startswith("exercise"))
    return {int(head.split()[1]): int(cell) for head, cell in cells if cell}


# A class


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    if sys.platform == "win32":
        pytest.skip("there each answer loads torch anew")
    folder = tmp_path_factory.mktemp("class")
    for student, handed in CLASS.items():
        nbformat.write(handed_in(handed), folder / f"{student}.ipynb")
    return table(command(folder, "--seconds", 10, "--gigabytes", 1, wing="lesson"))


@pytest.mark.slow
@pytest.mark.parametrize("student", CLASS)
def test_each_student_gets_the_marks_of_the_right_answers(marks, student):
    row = marks[f"{student}.ipynb"]
    right = CLASS[student].right
    assert points(row) == {number: EXERCISES.points[number] * (number in right) for number in (1, 2, 3, 5)}
    assert int(row["total (52)"]) == sum(points(row).values())
    assert [int(number) for number in re.findall(r"(?:^| )(\d): not ", row["remark"])] == sorted(
        {1, 2, 3, 5} - right
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("unattempted", "1: not attempted yet."),
        (
            "syntax-error",
            "posterior_mean is not defined. Code cell 4 can't be read: SyntaxError in its line 5.",
        ),
        ("answer-deleted", "posterior_mean is not defined."),
        ("errors", "EOFError"),
        ("endless", "stopped after 10 seconds"),
        ("exits", "SystemExit: 0 (line: import sys; sys.exit(0))"),
        ("exits-at-once", "Its process ended early"),
        ("takes-all-memory", "MemoryError"),
    ],
)
def test_the_remark_says_what_is_wrong(marks, student, words):
    if student not in CLASS:
        pytest.skip("a limit of memory, which is Linux's")
    assert words in marks[f"{student}.ipynb"]["remark"]


@pytest.mark.parametrize("number", EXERCISES)
def test_answers_that_were_written_without_a_look_at_the_solutions_are_told_apart(number):
    verdicts = []
    for source in (RIGHT[number], *WRONG[number]):
        names = {"torch": torch, "models": models, "training": training, "checks": checks}
        exec(source, names)
        verdicts.append(verdict(EXERCISES[number], names[EXERCISES[number].name]))
    assert [right for right, _ in verdicts] == [True, False, False], verdicts


# Folders and files


def test_what_is_no_notebook_has_a_line_of_its_own_and_no_name_is_a_formula(tmp_path, grade):
    handed = nbformat.writes(handed_in(CLASS["unattempted"]))
    files = {
        "=1+1.ipynb": "{",
        "-picture.ipynb": "\x89PNG",
        "list.ipynb": "[1, 2]",
        "empty.ipynb": "",
        "nested.ipynb": "[" * 100_000,
        "without/code.ipynb": '{"cells": []}',
        "without/.ipynb_checkpoints/code.ipynb": handed,
        "report.txt": "a text",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    out, err, status = grade(tmp_path)
    assert (err, status) == ("", 0)
    rows = table(out)
    broken = {"'=1+1.ipynb", "'-picture.ipynb", "list.ipynb", "empty.ipynb", "nested.ipynb"}
    assert rows.keys() == broken | {"without/code.ipynb"}
    assert {name for name, row in rows.items() if row["remark"] == "This is no notebook."} == broken
    assert not any(points(row) for row in rows.values())


def test_files_of_one_name_are_told_apart_and_nothing_is_overwritten(tmp_path, grade):
    for folder in ("anna", "ben"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "demo.ipynb").write_text('{"cells": []}')
    target = tmp_path / "marks.csv"
    assert grade(tmp_path, "--output", target) == ("", "", 0)
    written = target.read_text(encoding="utf-8")
    assert table(written).keys() == {"anna/demo.ipynb", "ben/demo.ipynb"}
    _, err, status = grade(tmp_path, "--output", target)
    assert "nothing is overwritten" in err
    assert status == 2
    assert target.read_text(encoding="utf-8") == written


def test_a_folder_without_notebooks_is_refused_and_the_help_speaks_of_a_container(tmp_path, grade):
    for folder in (tmp_path, tmp_path / "nowhere"):
        _, err, status = grade(folder)
        assert "there is no notebook in" in err
        assert status == 2
    assert "container" in grade("--help")[0]


def test_the_family_has_marks_of_its_own(tmp_path):
    answer = """\
def wiener(x_noisy, mean, cov, sigma):
    noise = sigma**2 * torch.eye(len(cov))
    return mean + (x_noisy - mean) @ torch.linalg.solve(cov + noise, cov)"""
    cells = [nbformat.v4.new_code_cell(each) for each in ("import torch", answer)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "family.ipynb")
    (row,) = table(command(tmp_path, wing="family")).values()
    assert points(row) == {4: 5}, row


# What the notebooks hold


def graded(name: str) -> list[tuple[int, nbformat.NotebookNode, nbformat.NotebookNode]]:
    """The exercises of a notebook: number, the answer's cell, and the cell below it with the check."""
    code = [cell for cell in nbformat.read(ROOT / name, as_version=4).cells if cell.cell_type == "code"]
    places = [
        (k, call) for k, cell in enumerate(code) if (call := re.search(r"checks\.check\((\d+)", cell.source))
    ]
    return [(int(call[1]), code[k - 1], code[k]) for k, call in places]


def exercises(name: str):
    return (family_checks if "family" in name else checks).EXERCISES


def test_each_exercise_is_in_one_notebook():
    numbers = [number for name in NOTEBOOKS if "family" not in name for number, *_ in graded(name)]
    assert sorted(numbers) == [*EXERCISES]
    assert [number for number, *_ in graded("more/family.ipynb")] == [*family_checks.EXERCISES]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_an_answer_and_its_check_are_cells_as_nbgrader_wants_them(name):
    for number, answer, check in graded(name):
        exercise, worth = exercises(name)[number], exercises(name).points[number]
        assert check.source == f"checks.check({number}, {exercise.name})"
        assert re.search(rf"^(def )?{exercise.name}\b", answer.source, re.MULTILINE)
        asked = {"schema_version": 3, "grade_id": f"exercise-{number}", "task": False}
        assert answer.metadata.nbgrader == asked | {"grade": False, "solution": True, "locked": False}
        asked |= {"grade_id": f"exercise-{number}-check", "points": worth}
        assert check.metadata.nbgrader == asked | {"grade": True, "solution": False, "locked": True}
        assert worth > 0
    marked = [cell for cell in nbformat.read(ROOT / name, as_version=4).cells if "nbgrader" in cell.metadata]
    assert len(marked) == 2 * len(graded(name))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_of_the_lesson_an_answer_needs_its_own_cell_and_the_imports_alone(name):
    sources = code_cells(ROOT / name)
    cells = [read(source) for source in sources]
    here = {number: answer.source for number, answer, _ in graded(name)}
    for number, exercise in exercises(name).items():
        assert attempts(sources, number, exercise.name) == (number in here)
        if number in here:
            own = sources.index(here[number])
            imports = next(k for k, source in enumerate(sources) if "import torch\n" in source)
            assert {own} <= set(needed(cells, exercise.name)) <= {own, imports}


def test_an_answer_needs_its_helpers_and_what_trained_its_network_and_no_more():
    sources = [
        "import torch",
        "from dae_helpers import models, training",
        "steps = 10",
        "eight, loss = make(), []",
        "model = models.DAE()",
        "print(loss)",
        "training.fit(model, eight, n_steps=steps)",
        "my_map = model",
        "def my_map_drawn(x):\n    loss = [my_map(x)]\n    return loss",
        "def make():\n    return torch.zeros(1)",
    ]
    assert needed([read(source) for source in sources], "my_map") == [0, 1, 2, 3, 4, 6, 7, 8, 9]
