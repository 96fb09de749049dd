"""How many threads: one, wherever matrices are small."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_thread() -> Iterator[None]:
    """Run on one thread, then go back to the caller's number.

    Several threads gain little on small matrices, and lose much when something else, such as a
    browser, keeps a core busy: then each waits for the others at every step.
    """
    before = torch.get_num_threads()
    try:  # from here on an interrupt gives the threads back
        torch.set_num_threads(1)
        yield
    finally:
        torch.set_num_threads(before)
