"""Execute notebooks, with a line for each cell.

python -m tools.notebook demo [NOTEBOOK ...]     writes build/NAME.ipynb and .html; demo.ipynb unless given
python -m tools.notebook commit [NOTEBOOK ...]   re-executes in place, with clean outputs; all unless given
"""

import hashlib
import textwrap
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode

from tools import command

# The course, in its order: the tools, the tests and CI go through this list.
NOTEBOOKS = ("demo.ipynb", "more/new_points.ipynb", "more/closer_look.ipynb", "more/family.ipynb")

# What the outputs were made from, kept in the notebook: tests/test_project.py sees when it is stale.
STAMP = "made_from"
ROOT = Path(__file__).resolve().parent.parent
# All that a kernel tells but the versions: without it a front end shows, or saves, no Python.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
WIDGET = "application/vnd.jupyter.widget-view+json"


def execute(path: Path) -> NotebookNode:
    """The notebook, run from top to bottom in a fresh kernel; an error in a cell is raised."""
    notebook = nbformat.read(path, as_version=4)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    done, start = 0, time.perf_counter()

    def report(cell: NotebookNode, **_) -> None:
        nonlocal done
        done += 1
        title = cell.source.strip().splitlines()[0][:60]
        print(f"[{done:2}/{total}] {time.perf_counter() - start:5.1f} s  {title}", flush=True)

    client = NotebookClient(
        notebook,
        timeout=600,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=report,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
    )
    return client.execute()


def sources(notebook: NotebookNode) -> str:
    """A digest of the code cells and of the helper package."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    helpers = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "dae_helpers").rglob("*.py"))]
    return hashlib.sha256("\n".join(code + helpers).encode()).hexdigest()


def clean(notebook: NotebookNode) -> NotebookNode:
    """What a page that runs nothing can show: no widget state, no timings.

    Below a picture that stands in for a widget or a page comes the text that goes with it.
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = LANGUAGE
    notebook.metadata[STAMP] = sources(notebook)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in list(cell.get("outputs", [])):
            if {WIDGET, "text/html"} & output.get("data", {}).keys():
                output.data.pop(WIDGET, None)
                if "image/png" in output.data:
                    words = "\n".join(
                        textwrap.fill(line, 100) for line in output.data["text/plain"].split("\n")
                    )
                    below = nbformat.v4.new_output("stream", name="stdout", text=words + "\n")
                    cell.outputs.insert(cell.outputs.index(output) + 1, below)
    return notebook


def main(task: str, names: list[str]) -> None:
    for name in names or (NOTEBOOKS if task == "commit" else NOTEBOOKS[:1]):
        work(task, (ROOT / name).resolve())


def work(task: str, path: Path) -> None:
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    notebook = clean(execute(path))
    nbformat.validate(notebook)
    if task == "commit":
        nbformat.write(notebook, path)
        print(f"Wrote {path.relative_to(ROOT)}")
        return
    executed, page = build / path.name, build / path.with_suffix(".html").name
    nbformat.write(notebook, executed)
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
    exporter = HTMLExporter(template_name="classic")
    exporter.register_preprocessor(TagRemovePreprocessor(remove_input_tags={"hide-input"}), enabled=True)
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": title}})
    page.write_text(html, encoding="utf-8")
    print(f"Wrote {executed.relative_to(ROOT)} and {page.relative_to(ROOT)}: open the latter in a browser.")


if __name__ == "__main__":
    words = {"task": {"choices": ["demo", "commit"]}, "names": {"nargs": "*", "metavar": "NOTEBOOK"}}
    command.run(__doc__, main, **words)
