"""What the three contracts of the lesson share."""

from __future__ import annotations

import ast

from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence, Lesson

LESSON = Lesson(2, "partial_results", "Partial results")
TICKET = "TERN-102"

# What catches a cancellation: a bare except, BaseException, or CancelledError by name.
CATCHES_CANCELLATION = ("", "BaseException", "CancelledError")


def swallows_cancellation(evidence: Evidence) -> bool:
    """A handler catches what a cancellation raises and raises nothing itself."""
    code = evidence.code
    return any(not code.raises(handler) for handler in code.catches(*CATCHES_CANCELLATION))


def tests_for_type(code: Code, *names: str) -> bool:
    """`isinstance(x, NAME)` for one of these names, alone or in a tuple."""
    return any(
        code.mentions(*names, inside=argument)
        for call in code.calls("isinstance")
        for argument in call.args[1:]
    )


def try_in_a_loop(code: Code) -> bool:
    """A `try` that is repeated by a loop, with an await in it."""
    return any(
        code.in_loop(block) and any(True for _ in code.nodes(ast.Await, inside=block))
        for block in code.nodes(ast.Try)
    )
