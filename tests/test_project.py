"""What the project promises as a whole: its files agree, and its notebook is fit to be read."""

import ast
import json
import os
import re
import shutil
import subprocess
import symtable
import sys
import tomllib
from importlib.metadata import distributions
from itertools import chain
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.specifiers import SpecifierSet

from tools.notebook import NOTEBOOKS, sources
from tools.publish import publish

ROOT = Path(__file__).resolve().parent.parent
CONDA_NAMES = {"pytorch": "torch", "pytorch-cpu": "torch", "matplotlib-base": "matplotlib"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOTEBOOK = nbformat.read(ROOT / "demo.ipynb", as_version=4)
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]
OUTPUTS = [output for cell in CODE for output in cell.outputs]


def lower_bounds(requirements: list[str]) -> dict[str, str]:
    found = (re.fullmatch(r"([\w-]+)>=([\d.]+)", each) for each in requirements)
    return {CONDA_NAMES.get(match[1], match[1]): match[2] for match in found if match}


def test_conda_and_pip_ask_for_the_same_packages():
    conda = yaml.safe_load((ROOT / "env.yml").read_text())["dependencies"]
    conda = lower_bounds([each for each in conda if isinstance(each, str)])
    pip = lower_bounds(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["notebook"])
    assert f">={conda.pop('python')}" == PROJECT["requires-python"]
    assert set(conda) == {*lower_bounds(PROJECT["dependencies"]), "jupyter"}
    assert conda == {name: pip[name] for name in conda}


def test_the_constraints_pin_every_package_within_its_bounds():
    asked = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    pins = re.findall(r"^([\w-]+)==([\d.]+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    names = {name.lower() for name, _ in pins}
    for name, least in lower_bounds(asked).items():
        assert name in names, f"constraints.txt does not pin {name}"
        for pinned in (version for pin, version in pins if pin.lower() == name):
            assert [*map(int, pinned.split("."))] >= [*map(int, least.split("."))], name


PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def test_every_place_names_the_same_oldest_python():
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    assert f"Python {PYTHONS[0]} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_pinned_package_takes_every_python_that_is_promised():
    pins = dict(re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    seen = 0
    for package in distributions():
        if pins.get(package.name) == package.version.partition("+")[0]:  # "+cpu" is a build
            takes = SpecifierSet(package.metadata["Requires-Python"] or "")
            assert all(python in takes for python in PYTHONS), f"{package.name}: {takes}"
            seen += 1
    assert seen > 15


def test_every_cell_was_run_in_order_without_error_or_warning():
    assert [cell.execution_count for cell in CODE] == list(range(1, len(CODE) + 1))
    assert not [
        output for output in OUTPUTS if output.output_type == "error" or output.get("name") == "stderr"
    ]


def test_every_figure_has_alt_text():
    figures = [output for output in OUTPUTS if "image/png" in output.get("data", {})]
    assert len(figures) >= 12
    assert all(len(output.metadata["image/png"]["alt"]) > 30 for output in figures)


def test_beside_every_figure_its_caption_can_be_read():
    for cell in CODE:
        printed = " ".join("".join(output.get("text", "") for output in cell.outputs).split())
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata["image/png"]["alt"] in printed


def test_the_notebook_holds_nothing_that_a_static_page_cannot_show():
    nbformat.validate(NOTEBOOK)
    assert "widgets" not in NOTEBOOK.metadata
    assert not [output for output in OUTPUTS if any("widget" in kind for kind in output.get("data", {}))]
    assert not [cell for cell in CODE if "execution" in cell.metadata]
    assert "\\r" not in json.dumps([output.get("text", "") for output in OUTPUTS])


def test_no_file_holds_the_path_of_a_machine():
    ours = [
        "*.ipynb",
        "*.md",
        "*.toml",
        "*.yml",
        "*.txt",
        "dae_helpers/**/*.py",
        "tools/*.py",
        "benchmarks/*.py",
    ]
    for path in chain(*map(ROOT.glob, ours)):
        assert not re.search(r"/(home|root|Users|tmp)/\w", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("cell", CODE, ids=lambda cell: cell.id)
def test_a_code_cell_fits_on_a_screen(cell):
    assert len(cell.source.splitlines()) <= 15


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


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_a_later_cell_reads_has_one_meaning(name):
    """So a cell that is run again, after all the others, says what it said before."""
    cells = [cell for cell in nbformat.read(ROOT / name, as_version=4).cells if cell.cell_type == "code"]
    found = {cell.id: read_and_bound(cell.source) for cell in cells}
    for reader, (read, _) in found.items():
        for each in read:
            makers = [maker for maker, (_, bound) in found.items() if each in bound]
            assert len(makers) <= 1, f"{reader} reads {each}, which is made in {', '.join(makers)}"


def test_the_outputs_were_made_from_the_code_as_it_is_now():
    assert NOTEBOOK.metadata["made_from"] == sources(NOTEBOOK), "demo.ipynb is stale: run `make notebook`"


def test_the_notebook_is_small_enough_for_a_page_and_its_cells_keep_their_names():
    assert (ROOT / "demo.ipynb").stat().st_size < 2_000_000
    assert (NOTEBOOK.nbformat, NOTEBOOK.nbformat_minor) == (4, 5)
    # Names were given by hand, from what the cell says; random ones would change with each save.
    assert not [cell.id for cell in NOTEBOOK.cells if re.fullmatch(r"[0-9a-f]{8}(-.*)?", cell.id)]


PUBLISHED = ("README.md", "pyproject.toml", *NOTEBOOKS)


def copied(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


def addresses(root: Path) -> list[set[str]]:
    """The repository's addresses in README, pyproject.toml and the notebooks, badges and all."""
    files = [(root / name).read_text(encoding="utf-8") for name in PUBLISHED]
    slug = r"([\w.-]+/[\w.-]+)"
    shapes = [
        f"google.com/github/{slug}/blob",
        f"mybinder.org/v2/gh/{slug}/",
        f'= "https://github.com/{slug}"',
    ]
    return [{slug for shape in shapes for slug in re.findall(shape, text)} for text in files]


def test_all_places_hold_the_same_address_or_none():
    first, *others = addresses(ROOT)
    assert others == [first] * len(others)
    assert len(first) <= 1


def test_publishing_writes_one_address_everywhere_and_can_be_done_again(tmp_path):
    copied(tmp_path, *PUBLISHED)
    for slug in ("teacher/lesson", "someone-else/their.fork", "someone-else/their.fork"):
        publish(tmp_path, f"https://github.com/{slug}")
        assert addresses(tmp_path) == [{slug}] * len(PUBLISHED)
    tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))
    for name in NOTEBOOKS:
        nbformat.validate(nbformat.read(tmp_path / name, as_version=4))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "teacher/lesson",
        "https://github.com/teacher",
        "https://github.com/a/b/c",
        "https://github.com/../..",
        "https://github.com/a/..",
        "https://github.com/lehrer/ü",
    ],
)
def test_publishing_refuses_what_is_no_address(tmp_path, address):
    with pytest.raises(ValueError, match="OWNER/NAME"):
        publish(tmp_path, address)


@pytest.mark.parametrize("ending", ["/", ".git", ".git/"])
def test_publishing_takes_the_address_as_a_browser_or_git_gives_it(tmp_path, ending):
    copied(tmp_path, *PUBLISHED)
    publish(tmp_path, f"https://github.com/teacher/lesson{ending}")
    assert addresses(tmp_path) == [{"teacher/lesson"}] * len(PUBLISHED)


NEEDED = (
    "Makefile",
    "constraints.txt",
    "tools/command.py",
    "tools/notebook.py",
    "tools/publish.py",
    *PUBLISHED,
)


@pytest.fixture
def project(tmp_path):
    """A copy of what `make publish` needs, with an environment that is ready: this one."""
    if not shutil.which("make"):
        pytest.skip("without make")
    copied(tmp_path, *NEEDED)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (tmp_path / ".venv" / "ready").touch()
    return tmp_path


def test_publishing_does_not_set_the_environment_up_again(project):
    def make(*words):
        return subprocess.run(["make", *words], cwd=project, capture_output=True, text=True)

    assert make("--question", ".venv/ready").returncode == 0
    ran = make("publish", "REPOSITORY=https://github.com/teacher/lesson")
    assert ran.returncode == 0, ran.stderr
    assert addresses(project) == [{"teacher/lesson"}] * len(PUBLISHED)
    assert make("--question", ".venv/ready").returncode == 0
    later = (project / ".venv" / "ready").stat().st_mtime + 10
    os.utime(project / "pyproject.toml", (later, later))
    assert make("--question", ".venv/ready").returncode == 1


def test_what_is_no_address_never_reaches_a_shell(project):
    address = """REPOSITORY=https://github.com/teacher/`touch made`"; touch made; "'; touch made; '"""
    ran = subprocess.run(["make", "publish", address], cwd=project, capture_output=True, text=True)
    assert "OWNER/NAME" in ran.stderr
    assert not (project / "made").exists()


def test_cleaning_takes_what_was_made_and_leaves_what_was_written(project):
    made = ["build/demo.html", "tools/__pycache__/publish.pyc", "a/b/.ipynb_checkpoints/demo.ipynb"]
    for name in made:
        (project / name).parent.mkdir(parents=True)
        (project / name).touch()
    subprocess.run(["make", "clean"], cwd=project, check=True, capture_output=True)
    left = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    assert left == set(NEEDED)
    assert [path.name for path in (project / "a" / "b").iterdir()] == []


def old_python(folder: Path, version: tuple[int, ...]) -> str:
    """A Python that says that it has this version, and makes environments without pip."""
    python = folder / "old" / "python"
    python.parent.mkdir()
    lie = f"import sys; sys.version_info = {version}; "
    python.write_text(
        f'#!/bin/sh\n[ "$1" = -c ] && exec "{sys.executable}" -c "{lie}$2"\n'
        f'exec "{sys.executable}" "$@" --without-pip\n'
    )
    python.chmod(0o755)
    return f"PYTHON={python}"


def test_an_older_python_is_named_and_nothing_is_made(project):
    shutil.rmtree(project / ".venv")
    ran = subprocess.run(
        ["make", "demo", old_python(project, (3, 10, 4))], cwd=project, capture_output=True, text=True
    )
    assert ran.returncode != 0
    assert f"Python {PYTHONS[0]} or newer" in ran.stderr
    assert "3.10" in ran.stderr
    assert not (project / ".venv").exists()


def test_what_is_left_of_another_environment_goes_before_a_new_one_is_made(project):
    (project / ".venv" / "ready").unlink()
    (project / ".venv" / "half-made").touch()
    python = old_python(project, sys.version_info[:3])
    subprocess.run(["make", "demo", python], cwd=project, capture_output=True)  # it has no pip, and stops
    assert (project / ".venv" / "pyvenv.cfg").exists()
    assert not (project / ".venv" / "half-made").exists()


def cited(*texts: str) -> set[tuple[str, str]]:
    """First author and year of each paper that is cited."""
    shape = r"([A-Z][\w']+)(?:, [A-Z]\w+)*(?: & [A-Z]\w+| et al\.)?,? \(?((?:19|20)\d\d)\b"
    return set(re.findall(shape, " ".join(" ".join(texts).split())))


def listed(references: str) -> dict[tuple[str, str], str]:
    """Each entry of a list of references, on one line, by first author and year."""
    entries = (" ".join(each.split()) for each in re.findall(r"^- .*(?:\n  .*)*", references, re.MULTILINE))
    return {
        match.groups(): match[0]
        for match in (re.match(r"- ([\w']+)[^(]*\((\d{4})\), \*.*", e) for e in entries)
    }


def text_and_references(name: str) -> tuple[str, str]:
    """What a notebook says, and the list of papers at its end."""
    cells = nbformat.read(ROOT / name, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    said, _, references = text.partition("\n## References\n")
    return said, references


def test_every_paper_that_is_cited_stands_in_the_references():
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "dae_helpers").rglob("*.[pj][ys]")]
    course = [text_and_references(name) for name in NOTEBOOKS]
    everything = listed((ROOT / "docs" / "references.md").read_text(encoding="utf-8"))
    assert cited(*code, *(text for text, _ in course)) == set(everything)
    assert len(everything) > 50
    for text, references in course:
        assert cited(text) <= set(listed(references))
        assert listed(references).items() <= everything.items()
    for each in (everything, *(listed(references) for _, references in course)):
        authors = [entry.partition(" (")[0].casefold() for entry in each.values()]
        assert authors == sorted(authors)


def test_the_examples_of_the_page_for_contributors_run(tmp_path, monkeypatch, capsys):
    words = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec("\n".join(re.findall(r"```python\n(.*?)```", words, re.DOTALL)), {})
    learned, idle = map(float, capsys.readouterr().out.split("\n")[-3:-1])
    assert learned < 0.05 < idle
    assert (tmp_path / "field.png").read_bytes().startswith(b"\x89PNG")


def test_the_table_for_contributors_names_every_module_and_every_wing():
    words = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = " ".join(re.findall(r"^\| (`.*?) \|", words, re.MULTILINE))
    package = ROOT / "dae_helpers"
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    wings = {path.parent.name for path in package.glob("*/__init__.py")}
    assert len(wings) >= 3
    assert set(re.findall(r"`(\w+)`", table)) == modules | wings


def test_binder_installs_what_the_lesson_needs():
    binder = yaml.safe_load((ROOT / ".binder" / "environment.yml").read_text())["dependencies"]
    names = {CONDA_NAMES.get(name, name) for name in (re.match(r"[\w-]+", each)[0] for each in binder)}
    assert {*lower_bounds(PROJECT["dependencies"]), "jupyterlab"} <= names
    assert any(re.fullmatch(r"pytorch-cpu=[\d.]+", each) for each in binder)
