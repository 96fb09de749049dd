"""The image for hubs: what its Dockerfile says fits the project. Nothing is built here."""

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools.notebook import NOTEBOOKS

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
STEPS = [tuple(line.split(" ", 1)) for line in TEXT.splitlines() if re.match("[A-Z]+ ", line)]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def of(kind: str) -> list[str]:
    return [rest for name, rest in STEPS if name == kind]


def copied() -> set[str]:
    return {source for each in of("COPY") for source in shlex.split(each)[:-1]}


def test_the_image_begins_with_a_python_that_is_promised_and_tested():
    ((major, minor),) = (re.fullmatch(r"python:(\d+)\.(\d+)-slim", each).groups() for each in of("FROM"))
    least = re.fullmatch(r">=3\.(\d+)", PROJECT["requires-python"])[1]
    assert (major, int(minor) >= int(least)) == ("3", True)
    ci = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert f'python-version: "{major}.{minor}"' in ci


def test_the_image_holds_the_notebooks_and_all_that_the_package_is_built_of():
    assert all((ROOT / source).exists() for source in copied())
    assert {name.split("/")[0] for name in NOTEBOOKS} <= copied()
    assert {"dae_helpers", "pyproject.toml", "constraints.txt", PROJECT["readme"], "LICENSE"} <= copied()


def test_every_package_of_the_image_is_pinned_as_that_of_make_is():
    installs = [each for run in of("RUN") for each in run.split("&&") if "pip install" in each]
    assert len(installs) == 2
    for each in installs:
        assert "--constraint constraints.txt" in each
    assert "torch" in installs[0].split()
    extras = set(re.search(r'"\.\[(.*)\]"', installs[1])[1].split(","))
    assert extras == {"family", "hub"} <= set(PROJECT["optional-dependencies"])
    hub = " ".join(PROJECT["optional-dependencies"]["hub"])
    assert "jupyterhub" in hub
    assert of("CMD") == ['["jupyterhub-singleuser"]']


def test_the_image_runs_as_a_user_without_rights_and_names_no_host():
    assert of("USER")[-1] not in ("root", "0")
    assert any(f"useradd --create-home --uid 1000 {of('USER')[-1]}" in each for each in of("RUN"))
    assert "://" not in TEXT
    assert not re.search(r"\b[\w-]+\.(org|io|com|net)\b", TEXT)
    # Without this folder Binder would build the Dockerfile.
    assert (ROOT / ".binder" / "environment.yml").exists()


@pytest.mark.skipif(os.name == "nt", reason="without sh")
def test_a_student_gets_what_is_missing_and_keeps_what_is_there(tmp_path):
    lesson, home = tmp_path / "image" / "lesson", tmp_path / "home"
    (lesson / "more").mkdir(parents=True)
    home.mkdir()
    for name in ("demo.ipynb", "more/family.ipynb"):
        (lesson / name).write_text("new")
    (entry,) = of("ENTRYPOINT")
    start = eval(entry.replace("/opt/lesson", str(lesson)))
    for _ in range(2):
        ran = subprocess.run(
            [*start, "echo", "a b"], env=os.environ | {"HOME": str(home)}, capture_output=True, text=True
        )
        assert (ran.returncode, ran.stdout) == (0, "a b\n")
        assert (home / "lesson" / "more" / "family.ipynb").read_text() == "new"
        (home / "lesson" / "demo.ipynb").write_text("mine")
    assert (home / "lesson" / "demo.ipynb").read_text() == "mine"
