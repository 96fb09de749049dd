"""Who imports whom in the package: pyproject.toml tells the rules, import-linter reads the imports."""

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent


def test_every_module_has_its_place_and_imports_only_what_lies_below_it():
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS
