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
    folder = 'from pathlib import Path\n\nPath("lesson/dae_helpers/web").mkdir(parents=True, exist_ok=True)'
    cells = [heading, new_code_cell(folder, id="helpers-folder")]
    package = ROOT / "dae_helpers"
    for path in [*sorted(package.glob("*.py")), *sorted(package.glob("web/*"))]:
        name = path.relative_to(package).as_posix()
        source = f"%%writefile lesson/dae_helpers/{name}\n{path.read_text(encoding='utf-8')}"
        short = name.removesuffix(".py").strip("_").replace("/", "-").replace(".", "-")
        cells.append(new_code_cell(source.rstrip(), id=f"helpers-{short}", metadata=FOLDED))
    notebook.cells[1:1] = cells
    notebook.metadata["colab"] = {"collapsed_sections": [heading.id]}
    nbformat.validate(notebook)
    target.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, target)


if __name__ == "__main__":
    write(ROOT / "build" / "demo_colab.ipynb")
    print("Wrote build/demo_colab.ipynb")
