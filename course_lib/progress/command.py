"""`course progress`: the map, the tables, and the sources of the attempts at one exercise."""

from __future__ import annotations

import difflib
import json
import sys

from . import so_far
from .syllabus import LESSONS
from .view import attempts_text


def command(exercise: str | None = None, *, as_json: bool = False) -> int:
    """Print progress, or every attempt at `exercise`: 0, or 2 for an exercise that is none."""
    now = so_far()
    if exercise is None:
        print(json.dumps(now.to_dict(), indent=1) if as_json else now)
        return 0
    known = [name for lesson in LESSONS for name in lesson.exercises]
    if exercise not in known:
        near = difflib.get_close_matches(exercise, known, n=1, cutoff=0.4)
        hint = f"The nearest is {near[0]}." if near else f"There are: {', '.join(known)}."
        print(f"course progress: there is no exercise {exercise}. {hint}", file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps([a for a in now.to_dict()["attempts"] if a["exercise"] == exercise]))
    else:
        print(attempts_text(now, exercise))
    return 0
