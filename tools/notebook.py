"""Execute notebooks, with a line for each cell.

python -m tools.notebook demo [NOTEBOOK ...]     writes build/NAME.ipynb and .html; demo.ipynb unless given
python -m tools.notebook commit [NOTEBOOK ...]   re-executes in place, with clean outputs; all unless given
"""

import os
import textwrap
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor, TagRemovePreprocessor
from nbformat import NotebookNode

from dae_helpers import page
from dae_helpers.stage import stills
from tools import command
from tools.formulas import markdown
from tools.living import LIVING, for_a_page
from tools.stamp import stamp

# The course, in its order: the tools, the tests and CI go through this list.
NOTEBOOKS = (
    "demo.ipynb",
    "more/new_points.ipynb",
    "more/closer_look.ipynb",
    "more/codes.ipynb",
    "more/family.ipynb",
    "more/pictures.ipynb",
)

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
# The page as nbconvert makes it, but for the scripts that it would ask other hosts for.
TEMPLATE = """\
{% extends "index.html.j2" %}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_css %}
<style>
div.output_prompt { color: #b3380f }
menclose[notation~="box"] { border: 1px solid; padding: 0.4em 0.6em }
.math { display: block; overflow-x: auto; padding: 0.8em 0 }
html { font-size: 100% }
@media (max-width: 540px) { div.output_subarea { width: 100%; max-width: 100% } }
</style>
<script>
addEventListener("load", () => { // whatever scrolls sideways can be reached, and moved, by keys
  for (const each of document.querySelectorAll("pre, .math, .rendered_html"))
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
});
</script>
{% endblock %}
"""


def execute(path: Path) -> NotebookNode:
    """The notebook, run from top to bottom in a fresh kernel; an error in a cell is raised."""
    notebook = read(path)
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
    return client.execute(env=os.environ | {stills.WANTED: "yes"})


def read(path: Path) -> NotebookNode:
    """The notebook at that path, clean and of today's format, whatever front end has saved it."""
    return clean(nbformat.v4.upgrade(nbformat.read(path, as_version=4)))


def clean(notebook: NotebookNode) -> NotebookNode:
    """What a page that runs nothing can show: no widget state, no timings. Clean already, it stays as it is.

    Below a picture that stands in for a widget or a page comes the text that goes with it.
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = LANGUAGE
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        outputs = cell.get("outputs", [])
        for output in list(outputs):
            data = output.get("data", {})
            instead = {WIDGET, "text/html"} & data.keys()
            data.pop(WIDGET, None)
            if not instead or "image/png" not in data:
                continue
            words = "\n".join(textwrap.fill(line, 100) for line in data["text/plain"].split("\n")) + "\n"
            k = outputs.index(output) + 1
            if [below.get("text") for below in outputs[k : k + 1]] != [words]:
                outputs.insert(k, nbformat.v4.new_output("stream", name="stdout", text=words))
    return notebook


def figures(notebook: NotebookNode) -> list[str]:
    """Its figures, base64 of a PNG each, but for those in place of a page, which stands there itself."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    data = [output.get("data", {}) for output in outputs]
    return [
        "".join(each["image/png"].split()) for each in data if "image/png" in each and "text/html" not in each
    ]


def main(task: str, names: list[str]) -> None:
    for name in names or (NOTEBOOKS if task == "commit" else NOTEBOOKS[:1]):
        work(task, (ROOT / name).resolve())


def work(task: str, path: Path) -> None:
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    notebook = clean(execute(path))
    notebook.metadata["made_from"] = stamp(notebook)
    nbformat.validate(notebook)
    if task == "commit":
        nbformat.write(notebook, path)
        print(f"Wrote {path.relative_to(ROOT)}")
        return
    executed, page = build / path.name, build / path.with_suffix(".html").name
    nbformat.write(notebook, executed)
    page.write_text(html(notebook), encoding="utf-8")
    print(f"Wrote {executed.relative_to(ROOT)} and {page.relative_to(ROOT)}: open the latter in a browser.")


def html(notebook: NotebookNode) -> str:
    """The notebook as a page. Raises ValueError where a figure is lost."""
    title = next((line for cell in notebook.cells for line in cell.source.splitlines()), "").lstrip("# ")
    # Code in colours that can be told from their ground: the template's own are too faint, "Out[1]" as well.
    exporter = HTMLExporter(template_name="classic", raw_template=TEMPLATE)
    exporter.register_preprocessor(CSSHTMLHeaderPreprocessor(style="xcode"), enabled=True)
    exporter.register_preprocessor(TagRemovePreprocessor(remove_input_tags={"hide-input"}), enabled=True)
    exporter.register_filter("markdown2html", markdown)
    made, _ = exporter.from_notebook_node(for_a_page(notebook), {"metadata": {"name": title}})
    if lost := sum(figure not in made for figure in figures(notebook)):
        raise ValueError(f"{title}: {lost} figures are lost")
    engine = f"<script>\n{page.engine()}</script>\n" if LIVING in made else ""
    return made.replace("</body>", f"{engine}</body>")


if __name__ == "__main__":
    words = {"task": {"choices": ["demo", "commit"]}, "names": {"nargs": "*", "metavar": "NOTEBOOK"}}
    command.run(__doc__, main, **words)
