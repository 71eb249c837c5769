"""What the three contracts of the lesson share."""

from __future__ import annotations

import ast

from course_lib.exercises.model import Evidence, Lesson

LESSON = Lesson(3, "background_work", "Background work")
TICKET = "TERN-103"


def finally_spawns(evidence: Evidence) -> bool:
    """Something is spawned in a `finally`."""
    code = evidence.code
    return any(
        code.calls("spawn", inside=line)
        for block in code.nodes(ast.Try)
        for line in block.finalbody
    )
