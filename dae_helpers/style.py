"""How figures look, whatever the reader's own matplotlib settings (rcParams) are."""

from contextlib import AbstractContextManager

from matplotlib import style


def settings() -> AbstractContextManager[None]:
    """matplotlib's default settings for as long as it is open, then the reader's again.

    Wherever artists are made and wherever they are drawn; `@style.settings()` above a function does, too.
    """
    return style.context("default")
