"""What the three contracts of the lesson share."""

from __future__ import annotations

import ast

from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence
from course_lib.progress.syllabus import lesson

LESSON = lesson("partial_results")
TICKET = "TERN-102"

# What catches a cancellation: a bare except, BaseException, or CancelledError by name.
CATCHES_CANCELLATION = ("", "BaseException", "CancelledError")


def swallows_cancellation(evidence: Evidence) -> bool:
    """A handler around an await catches a cancellation and raises nothing; the run just ended."""
    code, play = evidence.code, evidence.symptom.play
    reached = any(span.cancelled_at is not None for span in play.spans)
    return (
        reached
        and play.error is None
        and any(
            not code.raises(handler) and _awaits(code, code.parents[handler])
            for handler in code.catches(*CATCHES_CANCELLATION)
        )
    )


def _awaits(code: Code, block: ast.AST) -> bool:
    """Whether the body of a `try` awaits anything."""
    kinds = (ast.Await, ast.AsyncWith, ast.AsyncFor)
    return any(any(True for _ in code.nodes(*kinds, inside=line)) for line in block.body)


def tests_for_type(code: Code, *names: str) -> bool:
    """A value is asked whether it is one of these: by isinstance, issubclass or a match case."""
    asked = [a for call in code.calls("isinstance", "issubclass") for a in call.args[1:]]
    asked += [case.cls for case in code.nodes(ast.MatchClass)]
    return any(code.refers(kinds, *names) for kinds in asked)


def formats(code: Code) -> bool:
    """A text is made: by str, an f-string, `%`, join, or of an exception's arguments."""
    makers = ("str", "repr", "format", "join", "format_exception", "format_exception_only")
    return (
        bool(code.calls(*makers))
        or code.mentions("str", "repr", "args", "format_exc")
        or any(True for _ in code.nodes(ast.JoinedStr))
        or code.any(ast.BinOp, lambda node: isinstance(node.op, ast.Mod))
    )


def try_in_a_loop(code: Code) -> bool:
    """A `try` with an await in it that a loop repeats, itself or by calling its function."""
    return any(
        any(True for _ in code.nodes(ast.Await, inside=block)) and _repeated(code, block)
        for block in code.nodes(ast.Try)
    )


def _repeated(code: Code, block: ast.AST) -> bool:
    function = getattr(code.function_of(block), "name", "")
    return code.in_loop(block) or any(code.in_loop(call) for call in code.calls(function))
