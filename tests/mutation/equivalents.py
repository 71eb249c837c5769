"""The mutants that no sentence of the contract tells from a right answer, each with its argument.

equivalents.toml has one table an exercise; a line is the key of a mutant and why it is right:

    [load_dashboard]
    3f2a9c81d0 = "right_gather, one-lock: the order of the calls is free"
"""

from __future__ import annotations

import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("equivalents.toml")


def equivalents(file: Path = FILE) -> dict[str, dict[str, str]]:
    """Exercise -> key of the mutant -> argument. Raises ValueError for an empty argument."""
    tables = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    for exercise, lines in tables.items():
        for key, argument in lines.items():
            if not isinstance(argument, str) or len(argument.split()) < 3:
                raise ValueError(f"{file.name}: {exercise} {key} has no argument")
    return tables
