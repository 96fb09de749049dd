"""A notebook that was handed in: which of its cells an answer needs, and what the answer is once they ran."""

import ast
import json
import linecache
import re
import symtable
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from .answers import short
from .checking import Exercise, Verdict, verdict


def code_cells(path: Path) -> list[str]:
    """The code of a notebook, cell by cell. Raises ValueError if the file is no notebook."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ValueError("This is no notebook.") from error


def attempts(cells: list[str], number: int, name: str) -> bool:
    """Whether the exercise is one of this notebook's: its answer is defined or checked."""
    sign = re.compile(rf"^(def )?{name}\b|\bcheck\({number}, *{name}\b", re.MULTILINE)
    return any(map(sign.search, cells))


class Cell(NamedTuple):
    """A cell: its code, the names set by = and by def or import, the names it uses, and why it can't run."""

    code: ast.Module
    values: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    error: str = ""


def read(source: str) -> Cell:
    """A cell but for its calls of the checks: what a student asked them gives no marks."""
    try:
        code = parsed(source)
        code.body = [each for each in code.body if not re.match(r"checks\.\w+\(", ast.unparse(each))]
        table = symtable.symtable(ast.unparse(code), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f" in its line {error.lineno}" if isinstance(error, SyntaxError) else ""
        return Cell(ast.Module([], []), error=f"{type(error).__name__}{where}")
    top = table.get_symbols()
    others = {each.get_name() for each in top if each.is_namespace() or each.is_imported()}
    values = {each.get_name() for each in top if each.is_assigned()} - others
    uses = {each.get_name() for each in top if each.is_referenced()}
    for inner in within(table):
        shared = [each for each in inner.get_symbols() if each.is_global()]
        values |= {each.get_name() for each in shared if each.is_assigned()}
        uses |= {each.get_name() for each in shared}
    return Cell(code, frozenset(values), frozenset(others), frozenset(uses))


def parsed(source: str) -> ast.Module:
    """Python, or what is left of it without the notebook's own % and ! lines."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse(re.sub(r"^( *)[%!].*", r"\1pass", source, flags=re.MULTILINE))


def within(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for inner in table.get_children():
        yield inner
        yield from within(inner)


def needed(cells: list[Cell], name: str) -> list[int]:
    """The places of the cells on which a name depends.

    These are the cells that define it or anything they use themselves; and where what is used is a value,
    as a network is, also the cells that use it, since they may train it.
    """
    chosen, wanted, before = set(), {name}, None
    values = frozenset().union(*(cell.values for cell in cells))
    while before != chosen:
        before = set(chosen)
        for k, cell in enumerate(cells):
            if wanted & (cell.values | cell.others | (cell.uses & values)):
                chosen.add(k)
                wanted |= cell.uses
    return sorted(chosen)


def judged(exercise: Exercise, sources: list[str]) -> Verdict:
    """The verdict on a notebook's answer, after the cells that it needs were run here, in this process."""
    cells = list(map(read, sources))
    module = sys.modules["__main__"] = ModuleType("__main__")
    module.display = print
    stopped = ""
    for k in needed(cells, exercise.name):
        file = f"code cell {k + 1}"
        linecache.cache[file] = (0, None, sources[k].splitlines(), file)
        try:
            exec(compile(cells[k].code, file, "exec"), vars(module))
        except BaseException as error:  # sys.exit() and an interrupt of its own end a cell as well
            stopped = f" {file} stopped with {type(error).__name__}: {short(str(error), 100)}."
    if hasattr(module, exercise.name):
        return verdict(exercise, getattr(module, exercise.name))
    unread = [f" Code cell {k} can't be read: {cell.error}." for k, cell in enumerate(cells, 1) if cell.error]
    return Verdict(False, f"not yet. {exercise.name} is not defined.{stopped}{''.join(unread[:1])}")
