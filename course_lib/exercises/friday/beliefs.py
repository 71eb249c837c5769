"""What learners of the capstone believe, told where symptoms and code agree."""

from __future__ import annotations

import ast
import asyncio

from course_lib.exercises.beliefs import one_after_another
from course_lib.exercises.code import Code
from course_lib.exercises.friday.lesson import REQUIRED
from course_lib.exercises.friday.visit import Visit
from course_lib.exercises.model import Evidence, Misconception
from course_lib.exercises.stage import CLOSE, MOMENT, group_leaves


def _visit(evidence: Evidence) -> Visit | None:
    """The request that showed the symptom, if it was played alone."""
    given = evidence.symptom.play.given if evidence.symptom.play else None
    return given if isinstance(given, Visit) else None


def _in_a_row(evidence: Evidence) -> bool:
    """Nothing of the answer runs beside the caller, and each fetch began after the one before."""
    handed_over = evidence.code.schedules() or evidence.code.calls("call_soon", "call_later")
    return not handed_over and one_after_another(evidence.symptom.play)


def _catches_wide(evidence: Evidence) -> bool:
    """A handler for any Exception around something awaited, which lets go of what it caught."""
    code, visit = evidence.code, _visit(evidence)
    # Such a handler hides any bug; where the first one hidden is an OSError, a narrower one did.
    if visit is None or any(isinstance(error, OSError) for error in visit.failing()[1]):
        return False
    return not code.gathers_exceptions() and any(
        not code.raises(handler) and not _keeps(code, handler) and _waits(code, handler)
        for handler in code.catches("", "Exception", "BaseException")
    )


def _keeps(code: Code, handler: ast.ExceptHandler) -> bool:
    """Whether a handler may keep the error for somebody who raises it later."""
    if handler.name is None or not _mentions(code, handler.name, handler):
        return False
    return not any(
        isinstance(node.value, ast.List) for node in code.nodes(ast.Return, inside=handler)
    )


def _mentions(code: Code, name: str, handler: ast.ExceptHandler) -> bool:
    return any(code.mentions(name, inside=line) for line in handler.body)


def _waits(code: Code, handler: ast.ExceptHandler) -> bool:
    """Whether something is awaited in the body of a handler's try, other than the view."""
    return any(
        not code.calls("spawn", "track", inside=node)
        for line in code.parents[handler].body
        for node in code.nodes(ast.Await, ast.AsyncWith, ast.AsyncFor, inside=line)
    )


def _logs(code: Code, line: ast.AST) -> bool:
    """Whether a line calls `log`, or a function of the answer's that may."""
    return code.leads(line, "log", functions=True)


def _logs_after_the_page(evidence: Evidence) -> bool:
    """A page failed, and no handler, no finally and no exit holds the record."""
    code, visit = evidence.code, _visit(evidence)
    if visit is None or not isinstance(visit.error, Exception) or not code.calls("log"):
        return False
    ends = [*code.nodes(ast.ExceptHandler)]
    ends += [line for n in code.nodes(ast.Try, ast.TryStar) for line in n.finalbody]
    exits = [code.functions[name] for name in ("__exit__", "__aexit__") if name in code.functions]
    return not code.calls("add_done_callback", "callback") and not any(
        _logs(code, line) for line in (*ends, *exits)
    )


def _no_handler_for_leaving(evidence: Evidence) -> bool:
    """The caller left; handlers of Exception write the record, and none that hears of leaving."""
    code, visit = evidence.code, _visit(evidence)
    if visit is None or not isinstance(visit.error, asyncio.CancelledError):
        return False
    finals = [line for n in code.nodes(ast.Try, ast.TryStar) for line in n.finalbody]
    hears = [*code.catches("", "BaseException", "CancelledError"), *finals]
    handlers = code.catches("Exception", "BaseExceptionGroup", "ExceptionGroup")
    return any(_logs(code, h) for h in handlers) and not any(_logs(code, h) for h in hears)


def _awaits_the_view(evidence: Evidence) -> bool:
    """`await bg.spawn(...)` or `await api.track(...)`, and the page ended no sooner than its view.

    Tasks that bg owns may await as they like.
    """
    code, visit = evidence.code, _visit(evidence)
    if visit is None or visit.tracker is None:
        return False
    views = visit.tracker.stage.spans
    waited = [span.end for span in views if span.end is not None and span.end <= visit.ended]
    if not waited:
        return False
    spawned = [argument for call in code.calls("spawn") for argument in call.args]
    owned = {code.called(argument) for argument in spawned}
    return any(
        code.awaited(call) and getattr(code.function_of(call), "name", "") not in owned
        for call in code.calls("spawn", "track")
    )


def _task_of_its_own(evidence: Evidence) -> bool:
    """The view is handed to the loop, past bg."""
    code = evidence.code
    if any(node.attr == "tasks" for node in code.nodes(ast.Attribute)):
        return False  # it may have been put among bg's own
    makers = code.calls("create_task", "ensure_future")
    return any(code.leads(what, "track") for call in makers for what in call.args)


def _drains_first(evidence: Evidence) -> bool:
    """In `shutdown`, the drain stands above the flag."""
    code = evidence.code
    function = code.functions.get("shutdown")
    if function is None:
        return False
    drains = code.calls("drain", "wait", "wait_for", inside=function)
    flags = [
        node
        for node in code.nodes(ast.Assign, inside=function)
        if isinstance(node.targets[0], ast.Attribute) and node.targets[0].attr == "ready"
    ]
    # A function within may be called later than it is written.
    if any(code.function_of(node) is not function for node in (*drains, *flags)):
        return False
    return bool(drains and flags) and drains[0].lineno < min(node.lineno for node in flags)


def _one_limit_for_all(evidence: Evidence) -> bool:
    """A limit around a gather or a group ended the page, with a required part under way."""
    code, visit = evidence.code, _visit(evidence)
    if visit is None or abs(visit.took - visit.timeout) > CLOSE:
        return False
    late = any(isinstance(leaf, TimeoutError) for leaf in group_leaves(visit.error))
    waiting = any(
        span.name in REQUIRED and (span.end is None or span.end > visit.ended - MOMENT)
        for span in visit.stage.spans
    )
    return (
        late
        and waiting
        and any(_is_around_many(code, call) for call in code.calls("timeout", "wait_for"))
    )


def _is_around_many(code: Code, limit: ast.Call) -> bool:
    """Whether a limit holds a gather or a group."""
    if code.calls("gather", inside=limit):
        return True
    around = next((n for n in code.around(limit) if isinstance(n, ast.AsyncWith)), None)
    return around is not None and bool(code.calls("gather", "TaskGroup", "wait", inside=around))


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
        "A handler for every Exception around an optional part also hides a bug of ours behind an "
        "empty list; catch only ConnectionError and TimeoutError, an outage (lesson 2).",
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
        frozenset({"too-slow", "raised"}),
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
