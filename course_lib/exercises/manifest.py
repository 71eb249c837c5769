"""All exercises of the course, in the order of its lessons."""

from __future__ import annotations

import difflib
from importlib import import_module
from typing import TYPE_CHECKING

from course_lib.progress.syllabus import LESSONS

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

# exercise id -> the module of its lesson
MODULES = {name: lesson.name for lesson in LESSONS for name in lesson.exercises}


class UnknownExerciseError(LookupError):
    """No exercise has this id; the message names the nearest one."""


def exercise(name: str) -> Exercise:
    """The exercise with this id: `exercise("load_dashboard")`.

    Raises UnknownExerciseError, which names the nearest id.
    """
    if name not in MODULES:
        raise UnknownExerciseError(_unknown(name))
    module = import_module(f"course_lib.exercises.{MODULES[name]}")
    return next(found for found in module.EXERCISES if found.id == name)


def exercises() -> list[Exercise]:
    """All exercises, in the order of the lessons."""
    return [exercise(name) for name in MODULES]


def _unknown(name: object) -> str:
    text = str(name).strip().lower().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(text, MODULES, n=1, cutoff=0.4)
    if near:
        return f"There is no exercise {name!r}. The nearest is {near[0]!r}."
    return f"There is no exercise {name!r}. There are: {', '.join(MODULES)}."
