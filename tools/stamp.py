"""The stamp in a notebook's metadata: a digest of what its outputs were made from.

It changes with the code cells and with whatever of the package they use, but for comments and docstrings.
"""

import ast
import hashlib
from modulefinder import ModuleFinder
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent


def stamp(notebook: NotebookNode) -> str:
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    code = ast.parse("".join(map(TransformerManager().transform_cell, cells)))
    files = sorted(used(code), key=lambda path: path.relative_to(ROOT).as_posix())
    texts = [path.read_text(encoding="utf-8") for path in files]
    parts = [ast.parse(text) if path.suffix == ".py" else text for path, text in zip(files, texts)]
    return hashlib.sha256(repr([meaning(part) for part in (code, *parts)]).encode()).hexdigest()


def used(code: ast.Module) -> set[Path]:
    """The package's files that code uses: modules that it or one of these imports, and what lies beside them.

    That is the exercises, which checks import by their names, and all files that are no Python.
    """
    finder = ModuleFinder([str(ROOT)])
    finder.scan_code(compile(code, "notebook", "exec"), finder.add_module("notebook"))
    for checks in [name for name in finder.modules if name.endswith(".checks")]:
        room = checks.removesuffix(".checks")
        for path in (ROOT / room.replace(".", "/")).glob("exercises/*.py"):
            finder.import_hook(f"{room}.exercises.{path.stem}")
    modules = {Path(module.__file__) for module in finder.modules.values() if module.__file__}
    beside = {path for folder in {path.parent for path in modules} for path in folder.iterdir()}
    return modules | {path for path in beside if path.is_file() and path.suffix not in ("", ".py", ".pyc")}


def meaning(part) -> object:
    """A syntax tree without comments and docstrings, the same for each Python; a text as it is."""
    if isinstance(part, list):
        return [meaning(each) for each in part]
    if not isinstance(part, ast.AST):
        return part
    fields = {
        name: each for name, each in ast.iter_fields(part) if each not in (None, [])
    }  # newer ones are empty
    match fields.get("body"):
        case [ast.Expr(ast.Constant(str())), *rest]:
            fields["body"] = rest
    return type(part).__name__, {name: meaning(each) for name, each in fields.items()}
