"""How figures look, whatever the reader's own matplotlib settings (rcParams) are."""

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib import rc_context, rcParams, style

with style.context("default"):
    DEFAULT = {name: value for name, value in dict.items(rcParams) if name != "backend"}


@contextmanager
def settings() -> Iterator[None]:
    """matplotlib's default settings within, then the reader's again: wherever artists are made or drawn.

    `@style.settings()` above a function does it for all of the function.
    """
    with rc_context():
        dict.update(rcParams, DEFAULT)  # unchecked: to check them again takes four times as long
        yield
