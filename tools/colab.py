"""Write build/NAME_colab.ipynb: each notebook of the course in one file, with the helper package inside.

It runs wherever torch and Jupyter are, with no network: its first cells write the package's modules
into lesson/dae_helpers/, beside the notebook.
"""

import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from tools import command
from tools.notebook import NOTEBOOKS, read

ROOT = Path(__file__).resolve().parent.parent
FOLDED = {"jupyter": {"source_hidden": True}, "collapsed": True}
PREFACE = """\
## The helper package

This file carries its helpers with it: each of the following cells writes one module, and is there to be read.
Run them with the rest.
"""


def write(source: Path, target: Path) -> None:
    """Write the notebook at the path source, with its helpers inside, to the path target."""
    notebook = read(source)
    heading = new_markdown_cell(PREFACE, id="helpers")
    files = [
        path
        for path in (ROOT / "dae_helpers").rglob("*")
        if path.is_file() and path.suffix not in ("", ".pyc")
    ]
    modules = [path.relative_to(ROOT) for path in sorted(files)]
    folders = sorted({f"lesson/{module.parent.as_posix()}" for module in modules})
    make = "\n".join(
        [
            "from pathlib import Path",
            "",
            f"for folder in {folders}:",
            "    Path(folder).mkdir(parents=True, exist_ok=True)",
        ]
    )
    cells = [heading, new_code_cell(make, id="helpers-folder")]
    for module in modules:
        source = f"%%writefile lesson/{module.as_posix()}\n{(ROOT / module).read_text(encoding='utf-8')}"
        name = re.sub(r"\W|_", "-", "-".join(module.parts[1:]).removesuffix(".py")).strip("-")
        cells.append(new_code_cell(source.rstrip(), id=f"helpers-{name}", metadata=FOLDED))
    notebook.cells[1:1] = cells
    notebook.metadata["colab"] = {"collapsed_sections": [heading.id]}
    nbformat.validate(notebook)
    target.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, target)


def main() -> None:
    for name in NOTEBOOKS:
        target = ROOT / "build" / f"{Path(name).stem}_colab.ipynb"
        write(ROOT / name, target)
        print(f"Wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    command.run(__doc__, main)
