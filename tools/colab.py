"""Write build/demo_colab.ipynb: the lesson in one file, with the helper package inside.

It runs wherever torch and Jupyter are, with no network: its first cells write the package's modules
into lesson/dae_helpers/, beside the notebook.
"""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

ROOT = Path(__file__).resolve().parent.parent
FOLDED = {"jupyter": {"source_hidden": True}, "collapsed": True}
PREFACE = """\
## The helper package

This file carries its helpers with it: each of the following cells writes one module, and is there to be read.
Run them with the rest.
"""


def write(target: Path) -> None:
    """Write the one-file lesson to the path target."""
    notebook = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    heading = new_markdown_cell(PREFACE, id="helpers")
    modules = [path.relative_to(ROOT) for path in sorted((ROOT / "dae_helpers").rglob("*.py"))]
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
        name = "-".join(module.with_suffix("").parts[1:]).replace("_", "-").strip("-")
        cells.append(new_code_cell(source.rstrip(), id=f"helpers-{name}", metadata=FOLDED))
    notebook.cells[1:1] = cells
    notebook.metadata["colab"] = {"collapsed_sections": [heading.id]}
    nbformat.validate(notebook)
    target.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, target)


if __name__ == "__main__":
    write(ROOT / "build" / "demo_colab.ipynb")
    print("Wrote build/demo_colab.ipynb")
