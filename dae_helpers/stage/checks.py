"""The exercises of a notebook by their names: to check an answer, for a hint, and for the solution."""

import ast
import importlib.util
import inspect
import os
import sys
import textwrap
from collections import Counter
from importlib import import_module

from .. import arguments
from .exercise import Exercise
from .verdict import verdict


class Exercises(dict[str, Exercise]):
    """check, require, hint and solution for the exercises of a notebook, by name.

    package: the folder with one file for each exercise; points: by their names, what each is worth.
    """

    def __init__(self, package: str, points: dict[str, int]):
        super().__init__((name, import_module(f"{package}.{name}").EXERCISE) for name in points)
        self.points = points
        self.hints_given = Counter()

    def check(self, answer, name: str | None = None) -> None:
        """Print whether the answer to an exercise is right, or what is wrong with it.

        answer: a function or a map; one without code counts as not attempted. name: of the exercise, the
        answer's own unless given. Raises ValueError if there is no such exercise; what the answer does is
        only told, except where nbgrader gives marks: there this raises what `require` raises.
        """
        if "NBGRADER_EXECUTION" in os.environ:
            self.require(answer, name)
        name = name or getattr(answer, "__name__", None)
        tell(name, verdict(self.exercise(name), answer).words)

    def require(self, answer, name: str | None = None) -> None:
        """For graders: silent if the answer is right, else AssertionError with what check would say."""
        name = name or getattr(answer, "__name__", None)
        right, words = verdict(self.exercise(name), answer)
        if not right:
            raise AssertionError(f"{name}: {words}")

    def yours(self, answer, name: str | None = None):
        """The answer if it is right, else the package's own solution; prints which of the two is at work."""
        name = name or getattr(answer, "__name__", None)
        right = verdict(self.exercise(name), answer).right
        say(f"{name}: yours is at work." if right else f"{name}: the package's own is at work.")
        return answer if right else self[name].worked

    def hint(self, name: str) -> None:
        """Print an exercise's next hint; after the last, where its solution is. Raises as check does."""
        hints = self.exercise(name).hints
        k = self.hints_given[name] % (len(hints) + 1)
        self.hints_given[name] += 1
        if k < len(hints):
            tell(name, f"hint {k + 1} of {len(hints)}: {hints[k]}", sign=", ")
        else:
            tell(
                name,
                f'there are no more hints. checks.solution("{name}") prints a solution, '
                f'checks.hint("{name}") begins again.',
            )

    def solution(self, name: str) -> None:
        """Print an exercise's worked solution: code that runs by itself. Raises as check does."""
        say(printed(self.exercise(name)))

    def exercise(self, name: str | None) -> Exercise:
        """The exercise of that name. Raises ValueError."""
        return self[arguments.one_of("name", name, self)]


def tell(name: str, words: str, sign: str = ": ") -> None:
    say(textwrap.fill(f"{name}{sign}{words}", 100))


def say(words: str) -> None:
    """Print the words; a letter that the output lacks, as a file on Windows lacks σ, becomes a "?"."""
    known = sys.stdout.encoding or "utf-8"
    print(words.encode(known, "replace").decode(known))


def printed(exercise: Exercise) -> str:
    """The worked solution as code that runs by itself: its source below the imports that it needs."""
    source = textwrap.dedent(inspect.getsource(exercise.worked)).rstrip()
    module = inspect.getmodule(exercise.worked)
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    lines = [
        line
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, (ast.Import, ast.ImportFrom)) and (line := imported(node, names, module))
    ]
    above = "\n".join([*lines, *exercise.imports])
    return "\n\n\n".join(part for part in (above, source, exercise.after) if part)


def imported(node: ast.Import | ast.ImportFrom, names: set[str], module) -> str:
    """An import statement for those of its names that are used, written for a notebook; "" for none."""
    used = ", ".join(ast.unparse(alias) for alias in node.names if (alias.asname or alias.name) in names)
    if not used or isinstance(node, ast.Import):
        return used and f"import {used}"
    relative = "." * node.level + (node.module or "")
    return f"from {importlib.util.resolve_name(relative, module.__package__)} import {used}"
