"""How figures look, whatever the reader's own matplotlib settings (rcParams) are."""

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib import style


@contextmanager
def settings() -> Iterator[None]:
    """matplotlib's default settings within, then the reader's again: wherever artists are made or drawn.

    `@style.settings()` above a function does it for all of the function.
    """
    with style.context("default"):
        yield
