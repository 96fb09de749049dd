"""A notebook as a page without a kernel shows it: figures live, and what was pasted into a cell is there."""

import html
import json
import re
from copy import deepcopy
from urllib.parse import quote

from nbformat import NotebookNode

LIVING = 'class="living"'
FIGURE = (
    f'<figure {LIVING} data-scene="{{scene}}" data-settings="{{settings}}">'
    '<img src="data:image/png;base64,{png}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
)


def for_a_page(notebook: NotebookNode) -> NotebookNode:
    """The notebook, with a living figure in place of each picture whose explorer has said what lives there.

    The page must hold the script dae_helpers.page.engine().
    """
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        paste(cell)
        outputs = cell.get("outputs", [])
        for output in list(outputs):
            if twin := output.get("metadata", {}).get("dae_helpers"):
                words = output.data["text/plain"]
                k = outputs.index(output) + 1
                if [below.get("text", "").split() for below in outputs[k : k + 1]] == [words.split()]:
                    del outputs[k]  # the figure says it
                output.data = NotebookNode({"text/html": figure(output, **twin), "text/plain": words})
    return notebook


def figure(output: NotebookNode, scene: str, settings: dict) -> str:
    """A living figure that begins as the picture in this output; above it what is asked before it is seen."""
    # stage/questions.py: the caption comes first; an option begins with a ring.
    asked = re.split(r"\n\s*(?=○)", output.data["text/plain"].partition("\n\n")[2])
    lines = "<br>".join(html.escape(" ".join(part.split())) for part in asked)
    return (f'<p class="asked">{lines}</p>' if lines else "") + FIGURE.format(
        scene=scene,
        settings=html.escape(json.dumps(settings, ensure_ascii=False)),
        png="".join(output.data["image/png"].split()),
        caption=html.escape(output.metadata["image/png"]["alt"]),
    )


def paste(cell: NotebookNode) -> None:
    """Put the pictures that were pasted into a cell where its text names them."""
    for name, kinds in cell.pop("attachments", {}).items():
        kind, data = next(iter(kinds.items()))
        for written in (name, quote(name)):
            cell.source = cell.source.replace(f"attachment:{written}", f"data:{kind};base64,{data}")
