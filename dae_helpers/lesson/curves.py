"""The curves by their names, each made once for all the explorers."""

from functools import cache

from .. import arguments
from ..manifolds import CURVES, Curve


def named(name: str) -> Curve:
    """The curve that CURVES makes under this name. Raises ValueError for any other name."""
    return made(arguments.one_of("curve", name, CURVES))


@cache
def made(name: str) -> Curve:
    return CURVES[name]()
