"""Marks: the notebooks as nbgrader takes them, and a class of twenty, marked by nbgrader and without it."""

import csv
import subprocess
import sys

import nbformat
import pytest

from tests.classroom import CLASS, ROOT, handed_in


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    """The table of the package's own grader, by student."""
    folder = tmp_path_factory.mktemp("class")
    for student, handed in CLASS.items():
        nbformat.write(handed_in(handed), folder / f"{student}.ipynb")
    limits = ["--seconds", "10", "--gigabytes", "1"]
    command = [sys.executable, "-m", "dae_helpers.lesson.grade", str(folder), *limits]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    return {row["notebook"].removesuffix(".ipynb"): row for row in csv.DictReader(ran.stdout.splitlines())}


@pytest.mark.parametrize("student", CLASS)
def test_each_student_gets_the_marks(marks, student):
    row = marks[student]
    points = {int(head.split()[1]): value for head, value in row.items() if head.startswith("exercise")}
    assert {number for number, value in points.items() if value not in ("", "0")} == CLASS[student].right, row
