"""The wings of the package: who may import whom, read from the imports themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GROUND = {"arguments", "optim", "palette", "seeds", "threads"}
# In the lesson's order: each may import those before it.
SCIENCE = [
    "curve",
    "manifolds",
    "corruption",
    "models",
    "quadrature",
    "posterior",
    "oracle",
    "training",
    "fields",
    "sampling",
    "plots",
]
WINGS = {"stage", "lesson", "family"}
FRONT_ENDS = {"ipywidgets", "IPython"}
MODULES = sorted((ROOT / "dae_helpers").rglob("*.py"))


def imported(path: Path) -> set[tuple[str, ...]]:
    """The modules that a file of the package imports, as (package, module, …), wherever in the file."""
    home = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = (
                (*home[: len(home) - node.level + 1], *(node.module or "").split("."))
                if node.level
                else (tuple(node.module.split(".")))
            )
            base = tuple(filter(None, base))
            found |= {(*base, alias.name) for alias in node.names}
    return found


def within(path: Path) -> set[str]:
    """What a file imports of the package: the names of modules at its top level, or of wings."""
    return {parts[1] for parts in imported(path) if parts[0] == "dae_helpers" and len(parts) > 1}


def home(path: Path) -> str:
    """The wing or the module at the top level that a file belongs to."""
    return path.relative_to(ROOT / "dae_helpers").with_suffix("").parts[0]


def test_every_module_has_its_place():
    assert {home(path) for path in MODULES} == GROUND | set(SCIENCE) | WINGS | {"web", "__init__"}


@pytest.mark.parametrize("name", sorted(GROUND))
def test_the_ground_stands_on_nothing_but_itself(name):
    assert within(ROOT / "dae_helpers" / f"{name}.py") <= GROUND


@pytest.mark.parametrize("name", SCIENCE)
def test_the_science_imports_the_ground_and_what_comes_before_it(name):
    assert within(ROOT / "dae_helpers" / f"{name}.py") <= GROUND | set(SCIENCE[: SCIENCE.index(name)])


@pytest.mark.parametrize("path", [p for p in MODULES if home(p) == "stage"], ids=lambda path: path.stem)
def test_the_stage_knows_no_curve_and_no_lesson(path):
    assert within(path) <= GROUND | {"stage"}


@pytest.mark.parametrize("path", [p for p in MODULES if home(p) not in WINGS], ids=lambda path: path.stem)
def test_only_the_wings_know_a_widget(path):
    assert not {parts[0] for parts in imported(path)} & FRONT_ENDS


def test_the_page_needs_the_science_alone():
    assert within(ROOT / "dae_helpers" / "web.py") <= GROUND | set(SCIENCE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_scikit_learn_belongs_to_the_family(path):
    assert home(path) == "family" or "sklearn" not in {parts[0] for parts in imported(path)}


def test_the_reader_of_imports_sees_them_all():
    """In a file of a wing: whole modules, names of modules, relative ones, and those inside functions."""
    assert {"arguments", "plots", "fields", "stage"} <= within(ROOT / "dae_helpers" / "lesson" / "field.py")
    assert ("ipywidgets",) in imported(ROOT / "dae_helpers" / "lesson" / "film.py")
    assert "oracle" in within(ROOT / "dae_helpers" / "lesson" / "figures.py")
