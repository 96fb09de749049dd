"""What the project promises as a whole: its files agree."""

import re
import shutil
import tomllib
from itertools import chain
from pathlib import Path

import nbformat
import pytest
import yaml

from tools.notebook import NOTEBOOKS
from tools.publish import publish

ROOT = Path(__file__).resolve().parent.parent
CONDA_NAMES = {"pytorch": "torch", "pytorch-cpu": "torch", "matplotlib-base": "matplotlib"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


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


def test_no_file_holds_the_path_of_a_machine():
    code = ("dae_helpers/**/*.py", "tools/*.py", "benchmarks/*.py")
    for path in chain(*map(ROOT.glob, ("*.ipynb", "*.md", "*.toml", "*.yml", "*.txt", *code))):
        assert not re.search(r"/(home|root|Users|tmp)/\w", path.read_text(encoding="utf-8")), path


PUBLISHED = ("README.md", "pyproject.toml", *NOTEBOOKS)


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


@pytest.fixture
def fork(tmp_path):
    """A folder with a copy of each file that holds the address."""
    for name in PUBLISHED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_publishing_writes_one_address_everywhere_and_can_be_done_again(fork):
    slugs = ("teacher/lesson", "someone-else/their.fork", "someone-else/their.fork")
    for slug, as_it_is_copied in zip(slugs, ("", "/", ".git/")):
        publish(fork, f"https://github.com/{slug}{as_it_is_copied}")
        assert addresses(fork) == [{slug}] * len(PUBLISHED)
    tomllib.loads((fork / "pyproject.toml").read_text(encoding="utf-8"))
    for name in NOTEBOOKS:
        nbformat.validate(nbformat.read(fork / name, as_version=4))


@pytest.mark.parametrize("slug", ["", "teacher", "a/b/c", "../..", "a/..", "lehrer/ü"])
def test_publishing_refuses_what_is_no_address(tmp_path, slug):
    with pytest.raises(ValueError, match="OWNER/NAME"):
        publish(tmp_path, f"https://github.com/{slug}")


def cited(*texts: str) -> set[tuple[str, str]]:
    """First author and year of each paper that is cited."""
    shape = r"([A-Z][\w']+)(?:, [A-Z]\w+)*(?: & [A-Z][\w-]+| et al\.)?,? \(?((?:19|20)\d\d)\b"
    return set(re.findall(shape, " ".join(" ".join(texts).split())))


def listed(references: str) -> dict[str, tuple[str, str]]:
    """Each entry of a list of references, on one line, with its first author and year."""
    entries = (" ".join(each.split()) for each in re.findall(r"^- .*(?:\n  .*)*", references, re.MULTILINE))
    return {
        match[0]: match.groups()
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
    assert cited(*code, *(text for text, _ in course)) == set(everything.values())
    assert len(everything) > 50
    for text, references in course:
        assert cited(text) <= set(listed(references).values())
        assert listed(references).items() <= everything.items()
    for each in (everything, *(listed(references) for _, references in course)):
        authors = [entry.partition(" (")[0].casefold() for entry in each]
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
