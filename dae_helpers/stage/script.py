"""JavaScript modules as one script: for a page that is one file, and for a handler in HTML."""

import html
import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
# What only a module may hold, and comments.
LEFT_OUT = re.compile(r"^(import [^;]*;\n|export | *//.*\n| */\*\*(.|\n)*?\*/\n)", re.MULTILINE)


def joined(*names: str) -> str:
    """The package's files of these names, such as "page/plot.js", in one scope; a JSON file is a constant."""
    texts = []
    for path in (PACKAGE / name for name in names):
        text = path.read_text(encoding="utf-8")
        texts.append(f"const {path.stem} = {text.rstrip()};\n" if path.suffix == ".json" else text)
    return LEFT_OUT.sub("", "".join(texts))


def handler(*names: str, call: str) -> str:
    """The value of an attribute such as onclick: a call of what the files of these names define."""
    return html.escape(joined(*names) + call)
