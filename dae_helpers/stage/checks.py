"""The exercises of a notebook by their names: to check an answer, for a hint, and for the solution."""

import os
import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from .. import arguments
from .exercise import Exercise
from .verdict import verdict


class Exercises(dict[str, Exercise]):
    """The exercises of a notebook by their names, with the four calls that students and graders use.

    package: the folder with a file for each, named as the exercise, which it holds as EXERCISE.
    """

    def __init__(self, package: str):
        for _, name, _ in iter_modules(import_module(package).__path__):
            module = import_module(f"{package}.{name}")
            if hasattr(module, "EXERCISE"):
                self[name] = module.EXERCISE
        self.hints_given = Counter()

    def check(self, answer, name: str | None = None) -> None:
        """Print whether the answer to an exercise is right, or what is wrong with it.

        answer: a function or a map; one without code counts as not attempted. name: of the exercise; unless
        given, the answer's own. Raises ValueError if there is no such exercise; what the answer does is
        only told, except where nbgrader gives marks: there this raises what `require` raises.
        """
        right, told = self.told(answer, name)
        if not right and "NBGRADER_EXECUTION" in os.environ:
            raise AssertionError(told)
        print(textwrap.fill(told, 100))

    def require(self, answer, name: str | None = None) -> None:
        """For graders: silent if the answer is right, else AssertionError with what check would say."""
        right, told = self.told(answer, name)
        if not right:
            raise AssertionError(told)

    def yours(self, answer, name: str | None = None) -> Callable:
        """The answer if it is right, else the package's own solution; prints which of the two is at work."""
        name = self.name_of(answer if name is None else name)
        right, _ = verdict(self[name], answer)
        print(f"Using your {name}." if right else f"Using the package's {name}, as yours is not right yet.")
        return answer if right else self[name].ours()

    def hint(self, name: str) -> None:
        """Print an exercise's next hint; after the last, where its solution is. Raises as check does."""
        hints = self[name := self.name_of(name)].hints
        texts = [f", hint {k} of {len(hints)}: {words}" for k, words in enumerate(hints, start=1)]
        calls = f'checks.solution("{name}") prints a solution, checks.hint("{name}") begins again.'
        texts.append(f": there are no more hints. {calls}")
        print(textwrap.fill(name + texts[self.hints_given[name] % len(texts)], 100))
        self.hints_given[name] += 1

    def solution(self, name: str) -> None:
        """Print an exercise's worked solution: code that runs by itself. Raises as check does."""
        print(self[self.name_of(name)].solution)

    def told(self, answer, name: str | None) -> tuple[bool, str]:
        """Whether an answer is right, and what is said of it. Raises ValueError."""
        name = self.name_of(answer if name is None else name)
        right, words = verdict(self[name], answer)
        return right, f"{name}: {words}"

    def name_of(self, answer) -> str:
        """An exercise's name: given as such, an answer's own, or that under which the notebook holds it.

        The last for a lambda or a network, which have no name of their own. Raises ValueError.
        """
        own = answer if isinstance(answer, str) else getattr(answer, "__name__", None)
        notebook = vars(sys.modules["__main__"])
        held = (name for name in self if name in notebook and notebook[name] is answer)
        return arguments.one_of("name", own if own in self else next(held, own), self)
