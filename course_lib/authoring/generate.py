"""Exercises from solutions: what stands between the markers becomes what ships.

In a code cell of solutions/, the learner's part is written twice, side by side:

    # solution: begin
    first, second = await asyncio.gather(a(), b())
    # solution: end
    #: first = await a()
    #: second = await b()

The exercise gets the lines that start with `#:` (without it), the solution keeps both.
A cell with the tag `solution-only` does not ship at all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import canonical
from .course import CourseError

SOLUTION_ONLY = "solution-only"
_BEGIN = re.compile(r"\s*# solution: begin\s*")
_END = re.compile(r"\s*# solution: end\s*")
_NEAR_MARKER = re.compile(r"\s*#+\s*solution\s*:?\s*(begin|end)\b", re.IGNORECASE)
_SHIPPED = re.compile(r"(\s*)#:(?: (.*))?")


@dataclass(frozen=True)
class Block:
    """The lines between two markers, and the lines that ship in their place."""

    solution: tuple[str, ...]
    shipped: tuple[str, ...]


def has_answer(cell: dict[str, Any]) -> bool:
    """Whether a cell of a solution holds a part that the learner writes."""
    return cell["cell_type"] == "code" and any(map(_BEGIN.fullmatch, cell["source"].split("\n")))


def is_solution_only(cell: dict[str, Any]) -> bool:
    """Whether the whole cell stays behind in solutions/."""
    return SOLUTION_ONLY in cell["metadata"].get("tags", [])


def exercise_from(solution: canonical.Notebook, name: str) -> canonical.Notebook:
    """The notebook that ships for the solved notebook `solution`.

    Raises CourseError, with the notebook's `name` and the cell's id, for a part that cannot ship.
    """
    cells = []
    for cell in canonical.canonical(solution, with_outputs=False)["cells"]:
        if is_solution_only(cell):
            continue
        if cell["cell_type"] == "code":
            where = f"{name}, cell {cell['id']}"
            cell = {**cell, "source": _shipped_source(cell["source"], where)}
        cells.append(cell)
    return canonical.canonical({**solution, "cells": cells}, with_outputs=False)


def _shipped_source(source: str, where: str) -> str:
    parts = list(split(source, where))
    if not any(isinstance(part, Block) for part in parts):
        return source
    shipped = "\n".join(
        line for part in parts for line in (part.shipped if isinstance(part, Block) else (part,))
    )
    if error := syntax_error(shipped):
        raise CourseError(f"{where}: what ships is not Python: {error}.")
    return shipped


def split(source: str, where: str) -> Iterator[str | Block]:
    """The lines of a cell, with each marked part as one Block.

    Raises CourseError for markers that do not pair up, and for a part that ships nothing.
    """
    lines = iter(enumerate(source.split("\n"), 1))
    waiting: Block | None = None
    for number, line in lines:
        if waiting is not None:
            if match := _SHIPPED.fullmatch(line):
                text = match[1] + (match[2] or "") if match[2] else ""
                waiting = Block(waiting.solution, (*waiting.shipped, text))
                continue
            yield _complete(waiting, where, number)
            waiting = None
        if _BEGIN.fullmatch(line):
            waiting = Block(tuple(_until_end(lines, where, number)), ())
        elif _NEAR_MARKER.match(line):
            raise CourseError(
                f"{where}, line {number}: `{line.strip()}` does not pair with another marker. A"
                " part starts with `# solution: begin` and ends with `# solution: end`."
            )
        else:
            yield line
    if waiting is not None:
        yield _complete(waiting, where, len(source.split("\n")))


def _until_end(lines: Iterator[tuple[int, str]], where: str, begin: int) -> Iterator[str]:
    for number, line in lines:
        if _END.fullmatch(line):
            return
        if _NEAR_MARKER.match(line):
            raise CourseError(
                f"{where}, line {number}: `{line.strip()}` stands inside the part that began in"
                f" line {begin}. Close that one with `# solution: end` first."
            )
        yield line
    raise CourseError(f"{where}, line {begin}: `# solution: begin` has no `# solution: end`.")


def _complete(block: Block, where: str, line: int) -> Block:
    if not block.shipped:
        raise CourseError(
            f"{where}, line {line}: nothing ships for this part. Write what the learner gets right"
            " after `# solution: end`, each line after `#: `."
        )
    return block


def syntax_error(source: str) -> str | None:
    """Why `source` is not a cell that Python can run, or None when it is one."""
    try:
        compile(source, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST)
    except SyntaxError as error:
        return f"{error.msg} (line {error.lineno})"
    return None
