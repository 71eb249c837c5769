"""Which room imports which, read from the source: imports run one way, from lower rooms only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .course import Problem

# The lowest first. `__init__` resolves its names lazily, for notebooks; it belongs to no room.
ROOMS = (
    "tracing",
    "virtual_time",
    "services",
    "timeline",
    "progress",
    "exercises",
    "demos",
    "shop",
    "bundles",
    "capstone",
    "classroom",
    "authoring",
    "cli",
)
PACKAGE = "course_lib"


def upward_imports(package: Path) -> Iterator[Problem]:
    """A Problem for each import in `package` that does not point to a lower room, or its own."""
    for file in sorted(package.glob("**/*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        if parts == ("__init__",):
            continue
        if parts[0] not in ROOMS:
            what = f"{parts[0]} is no room of the course; the rooms are {', '.join(ROOMS)}"
            yield Problem(what, f"{PACKAGE}/{file.relative_to(package).as_posix()}")
            continue
        for line, room in _imports(file, (PACKAGE, *parts)):
            where = f"{PACKAGE}/{file.relative_to(package).as_posix()}, line {line}"
            if room is None:
                yield Problem("imports from the top of course_lib, which is for notebooks", where)
            elif room in ROOMS and ROOMS.index(room) > ROOMS.index(parts[0]):
                yield Problem(f"{parts[0]} imports {room}, a room above it", where)


def _imports(file: Path, module: tuple[str, ...]) -> Iterator[tuple[int, str | None]]:
    """Line and room of every import of course_lib in `file`; None for its top."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                path = tuple(alias.name.split("."))
                if path[0] == PACKAGE:
                    yield node.lineno, path[1] if len(path) > 1 else None
        elif isinstance(node, ast.ImportFrom):
            path = _absolute(node, module)
            if path[:1] != (PACKAGE,):
                continue
            if len(path) > 1:
                yield node.lineno, path[1]
            else:
                for alias in node.names:
                    yield node.lineno, alias.name if alias.name in ROOMS else None


def _absolute(node: ast.ImportFrom, module: tuple[str, ...]) -> tuple[str, ...]:
    named = tuple((node.module or "").split(".")) if node.module else ()
    if not node.level:
        return named
    # `module` ends with the file's own name, or with "__init__": either way one level goes.
    return (*module[: len(module) - node.level], *named)
