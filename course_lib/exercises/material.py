"""The course's own notebooks: the program that ships, and the model solution.

They are read by cell id from exercises/ and solutions/ of the course folder: the checkout that
this library belongs to, the current folder or one above it, or `COURSE_ROOT`.
"""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from pathlib import Path

MISSING = (
    "The course folder was not found. Start from inside it, or set COURSE_ROOT to the folder "
    "that holds exercises/ and solutions/."
)


def course_root() -> Path | None:
    """The folder that holds exercises/ and solutions/; None if there is none."""
    here = Path.cwd()
    named = os.environ.get("COURSE_ROOT")
    places = [Path(named)] if named else []
    package = Path(__file__).resolve().parents[1]
    places += [package.parent, package / "_course", here, *here.parents]
    return next((p for p in places if (p / "solutions").is_dir() or _is_course(p)), None)


def _is_course(place: Path) -> bool:
    return (place / "exercises").is_dir() and (place / "course_lib").is_dir()


def shipped(file: str, cell: str) -> str | None:
    """The source of a cell as it ships; None if the notebook or the cell is not there."""
    return _source("exercises", file, cell)


def solved(file: str, cell: str) -> str | None:
    """The solved source of a cell, without the markers and without what ships instead."""
    source = _source("solutions", file, cell)
    if source is None:
        return None
    kept = [line for line in source.split("\n") if not re.match(r"\s*#( solution: |:( |$))", line)]
    return "\n".join(kept).strip("\n")


def _source(folder: str, file: str, cell: str) -> str | None:
    root = course_root()
    path = root / folder / file if root else None
    if path is None or not path.is_file():
        return None
    return _cells(path, path.stat().st_mtime_ns).get(cell)


@lru_cache(maxsize=32)
def _cells(path: Path, _changed: int) -> dict[str, str]:
    """The code cells of a notebook by id; none if it cannot be read."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {c["id"]: _text(c["source"]) for c in cells if c.get("cell_type") == "code"}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
