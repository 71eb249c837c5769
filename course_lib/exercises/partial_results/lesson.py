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
    """A handler around an await catches a cancellation and raises nothing; the run just ended."""
    code = evidence.code
    return evidence.symptom.play.error is None and any(
        not code.raises(handler) and _awaits(code, code.parents[handler])
        for handler in code.catches(*CATCHES_CANCELLATION)
    )


def _awaits(code: Code, block: ast.AST) -> bool:
    """Whether the body of a `try` awaits anything."""
    kinds = (ast.Await, ast.AsyncWith, ast.AsyncFor)
    return any(any(True for _ in code.nodes(*kinds, inside=line)) for line in block.body)


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
