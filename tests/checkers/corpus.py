"""The programs in answers/EXERCISE/{right,wrong}_NAME.py, and what each must trip.

odd_answers/ holds more right ones, of shapes that nobody would teach; the mutation run breaks
only those in answers/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ANSWERS = Path(__file__).with_name("answers")
ODD = Path(__file__).with_name("odd_answers")


@dataclass(frozen=True)
class Program:
    """`expect` are codes that a wrong program must trip, `misconception` what it believes."""

    exercise: str
    path: Path
    right: bool
    expect: frozenset[str]
    misconception: str | None

    @property
    def name(self) -> str:
        return f"{self.exercise}/{self.path.stem}"


def programs(exercise: str | None = None) -> list[Program]:
    return [program for program in _all() if exercise in (None, program.exercise)]


@cache
def _all() -> list[Program]:
    found = []
    for path in [*sorted(ANSWERS.glob("*/*.py")), *sorted(ODD.glob("*/*.py"))]:
        text = path.read_text(encoding="utf-8")
        expect = re.search(r"^# expect: (.+)$", text, re.MULTILINE)
        belief = re.search(r"^# misconception: (.+)$", text, re.MULTILINE)
        codes = frozenset(expect[1].split(", ")) if expect else frozenset()
        found.append(
            Program(
                path.parent.name,
                path,
                path.name.startswith("right_"),
                codes,
                belief[1] if belief else None,
            )
        )
    return found


def parametrize(chosen: list[Program]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("program", chosen, ids=lambda program: program.name)
