"""Random numbers: the same seed gives the same ones, and nobody else's are touched."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from . import arguments


def generator(seed: int | torch.Generator, stream: int = 0) -> torch.Generator:
    """A generator of its own for a seed ≥ 0; a generator that the caller made is used as it is.

    stream: 0 for clean points, 1 for noise, 2 for walks, so that one seed for all of them does no harm:
    drawn from the same random numbers, a point and its noise would depend on each other.
    """
    if isinstance(seed, torch.Generator):
        return seed
    # Streams lie far apart among the 32 bits that torch reads of a seed.
    return torch.Generator().manual_seed(arguments.count("seed", seed, least=0) + stream * 0x9E3779B9)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within, torch.nn draws its first weights by this seed; the caller's random numbers stay as they are."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(arguments.count("seed", seed, least=0))
        yield
