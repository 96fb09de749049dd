"""How a tool is called: its help, and one plain line where its words, a file or a letter won't do."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


class Line(argparse.ArgumentParser):
    """A tool's command line; doc: the tool's docstring, which --help prints."""

    def __init__(self, doc: str):
        name = f"python -m tools.{Path(sys.argv[0]).stem}"
        super().__init__(prog=name, description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)

    def error(self, message: str) -> None:
        self.exit(2, f"{self.prog}: {message}; --help says what it takes\n")


def run(doc: str, work: Callable[..., None], **words: dict) -> None:
    """Call work with the words of the command line; words: by their names, what argparse is told of each."""
    for stream in (sys.stdout, sys.stderr):  # into a file on Windows, say, which has no σ
        stream.reconfigure(errors="replace")
    line = Line(doc)
    for name, options in words.items():
        line.add_argument(name, **options)
    given = vars(line.parse_args())
    try:
        work(**given)
    except OSError as error:
        if error.filename is None:
            raise
        sys.exit(f"{line.prog}: {error.strerror}: {error.filename}")
