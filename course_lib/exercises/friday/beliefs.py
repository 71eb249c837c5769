"""What learners of the capstone believe, told where symptoms and code agree."""

from __future__ import annotations

import ast

from course_lib.exercises.model import Evidence, Misconception


def _in_a_row(evidence: Evidence) -> bool:
    """Nothing of the answer runs beside the caller."""
    return not evidence.code.schedules()


def _catches_wide(evidence: Evidence) -> bool:
    """A handler for any Exception around a part, which does not raise it again."""
    code = evidence.code
    return any(not code.raises(handler) for handler in code.catches("", "Exception"))


def _no_handler_for_leaving(evidence: Evidence) -> bool:
    """The record is written in handlers, and none of them hears a cancellation."""
    code = evidence.code
    if not code.calls("log"):
        return False
    hears = code.catches("", "BaseException", "CancelledError")
    finals = [n for n in code.nodes(ast.Try, ast.TryStar) if n.finalbody]
    return not any(code.calls("log", inside=h) for h in hears) and not any(
        code.calls("log", inside=statement) for n in finals for statement in n.finalbody
    )


def _logs_after_the_page(evidence: Evidence) -> bool:
    """No handler and no finally holds the record: only a page that is there gets one."""
    code = evidence.code
    return (
        bool(code.calls("log"))
        and not list(code.nodes(ast.ExceptHandler))
        and not any(n.finalbody for n in code.nodes(ast.Try, ast.TryStar))
    )


def _awaits_the_view(evidence: Evidence) -> bool:
    """`await bg.spawn(...)`, or `await api.track(...)`."""
    code = evidence.code
    return any(code.awaited(call) for call in code.calls("spawn", "track"))


def _task_of_its_own(evidence: Evidence) -> bool:
    """The view is handed to the loop, past bg."""
    code = evidence.code
    makers = code.calls("create_task", "ensure_future")
    return any(code.leads(what, "track") for call in makers for what in call.args)


def _drains_first(evidence: Evidence) -> bool:
    """In `shutdown`, the drain stands above the flag."""
    function = evidence.code.functions.get("shutdown")
    if function is None:
        return False
    drains = [call.lineno for call in evidence.code.calls("drain", "wait", inside=function)]
    flags = [
        node.lineno
        for node in evidence.code.nodes(ast.Assign, inside=function)
        if isinstance(node.targets[0], ast.Attribute) and node.targets[0].attr == "ready"
    ]
    return bool(drains and flags) and min(drains) < min(flags)


def _one_limit_for_all(evidence: Evidence) -> bool:
    """A single timeout in the answer, around a gather or a group."""
    code = evidence.code
    limits = code.calls("timeout", "wait_for")
    if len(limits) != 1:
        return False
    (limit,) = limits
    if code.calls("gather", inside=limit):
        return True
    around = next((n for n in code.around(limit) if isinstance(n, ast.AsyncWith)), None)
    return around is not None and bool(code.calls("gather", "TaskGroup", inside=around))


MISCONCEPTIONS = (
    Misconception(
        "top to bottom is how a page is built",
        "Each await waits for its answer before the next line runs, so the delays of all parts add "
        "up; start what needs nothing at once (lessons 1 and 4).",
        frozenset({"late-start", "too-slow"}),
        _in_a_row,
    ),
    Misconception(
        "degraded mode should hide every error",
        "`except Exception` around an optional part also hides a bug of ours behind an empty list; "
        "catch only what an outage raises, ConnectionError and TimeoutError (lesson 2).",
        frozenset({"hidden-bug"}),
        _catches_wide,
    ),
    Misconception(
        "one limit around everything is a limit for each",
        "One timeout around all of the calls ends the required ones too; each optional part has a "
        "limit of its own, which counts from its own start (lesson 2).",
        frozenset({"page-lost", "raised"}),
        _one_limit_for_all,
    ),
    Misconception(
        "only a page that is there needs a record",
        "A request that fails is the one that you will look for in the log; write the record in "
        "`finally`, whatever happened (lesson 5).",
        frozenset({"no-record"}),
        _logs_after_the_page,
    ),
    Misconception(
        "every end of a request is an Exception",
        "CancelledError is a BaseException: when the caller left, no handler heard of it, and the "
        "request has no record; use `finally` (lesson 5).",
        frozenset({"no-record"}),
        _no_handler_for_leaving,
    ),
    Misconception(
        "work must be awaited to start",
        "Awaiting the view event makes the customer wait for analytics; bg.spawn has started it "
        "already (lesson 3).",
        frozenset({"too-slow", "page-lost-to-view", "raised", "never-ends"}),
        _awaits_the_view,
    ),
    Misconception(
        "create_task is fire-and-forget",
        "A bare task is unreferenced, unreported, and unknown to shutdown; give the view to "
        "bg.spawn (lesson 3).",
        frozenset({"view-unowned", "left-running"}),
        _task_of_its_own,
    ),
    Misconception(
        "readiness follows from stopping",
        "Until readiness.ready is False the balancer sends requests to a service that refuses "
        "work; make it the first step (lesson 6).",
        frozenset({"not-ready-late"}),
        _drains_first,
    ),
)
