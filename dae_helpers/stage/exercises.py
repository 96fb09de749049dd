"""The exercises of a lesson by their numbers: to check an answer, for a hint, and for the solution."""

import ast
import importlib.util
import inspect
import os
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable

from .. import arguments
from .checking import Exercise, verdict


class Exercises(dict[int, Exercise]):
    """check, require, hint and solution for the exercises of a lesson, by number; the first is 1.

    points: what each is worth.
    """

    def __init__(self, exercises: Iterable[Exercise], points: Iterable[int]):
        super().__init__(enumerate(exercises, 1))
        self.points = dict(zip(self, points, strict=True))
        self.hints_given = Counter()

    def check(self, number: int, answer) -> None:
        """Print whether the answer to an exercise is right, or what is wrong with it.

        answer: a function or a map; None, or a function without code, counts as not attempted.
        Raises TypeError or ValueError if there is no such exercise; what the answer does is only told,
        except where nbgrader gives marks: there, and where it validates, this raises what `require` raises.
        """
        right, words = verdict(self.exercise(number), answer)
        if not right and "NBGRADER_EXECUTION" in os.environ:
            raise AssertionError(f"Exercise {number}: {words}")
        tell(number, words)

    def require(self, number: int, answer) -> None:
        """For graders: silent if the answer is right, else AssertionError with what check would say."""
        right, words = verdict(self.exercise(number), answer)
        if not right:
            raise AssertionError(f"Exercise {number}: {words}")

    def hint(self, number: int) -> None:
        """Print an exercise's next hint; after the last, where its solution is. Raises as check does."""
        hints = self.exercise(number).hints
        k = self.hints_given[number] % (len(hints) + 1)
        self.hints_given[number] += 1
        if k < len(hints):
            tell(number, f"hint {k + 1} of {len(hints)}: {hints[k]}", sign=", ")
        else:
            tell(
                number,
                f"there are no more hints. checks.solution({number}) prints a solution, "
                f"checks.hint({number}) begins again.",
            )

    def solution(self, number: int) -> None:
        """Print an exercise's worked solution: code that runs by itself. Raises as check does."""
        say(printed(self.exercise(number)))

    def exercise(self, number: int) -> Exercise:
        return self[arguments.one_of("number", arguments.count("number", number), self)]


def tell(number: int, words: str, sign: str = ": ") -> None:
    say(textwrap.fill(f"Exercise {number}{sign}{words}", 100))


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
