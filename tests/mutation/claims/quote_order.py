"""quote_order: what must be true of a program before a belief is named.

One of three fails early, or nobody does and the caller leaves.
"""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import Claims, awaits, returns_exceptions, task_awaited_where_made
from tests.mutation.evidence import Evidence, Recording, Seen

QUOTE = ("price", "reserve_stock", "shipping_rate")


def order(*delays: float, failing: int | None = None) -> Callable[[Recording], tuple[Any, ...]]:
    """The arguments of quote_order; the clean-up of each call takes 0.2 s."""

    def make(recording: Recording) -> tuple[Any, ...]:
        def options(i: int) -> dict[str, Any]:
            error = ConnectionError(QUOTE[i]) if i == failing else None
            return {
                "delay": lambda *_: delays[i],
                "error": lambda *_: error,
                "cleanup": 0.2 + 0.1 * i,
            }

        return recording.api(**{n: options(i) for i, n in enumerate(QUOTE)}), ["TENT-2P"]

    return make


QUIET = order(0.5, 0.3, 0.4)
FAILURES = [
    order(*(0.1 if i == failing else d for i, d in enumerate((0.9, 0.7, 0.8))), failing=failing)
    for failing in range(3)
]


def failures(e: Evidence) -> list[Seen]:
    return [e.play(make) for make in FAILURES]


def leaving(e: Evidence) -> Seen:
    """The caller is cancelled at 0.25 s."""
    return e.play(order_left, cancel_at=0.25)


order_left = order(0.9, 0.7, 0.8)


def every_run(e: Evidence) -> list[Seen]:
    return [e.play(QUIET), leaving(e), *failures(e)]


def left_in_clean_up(e: Evidence) -> bool:
    """A call that had been cancelled was still cleaning up when the answer came."""
    return any(
        c.cancels and (c.end is None or c.end > seen.elapsed + 1e-9)
        for seen in every_run(e)
        for c in seen.calls
    )


def felt_two(e: Evidence) -> bool:
    """The caller's own cancellation reached a call, and then a second one did."""
    return any(c.cancels > 1 and abs(c.cancelled_at - 0.25) < 1e-9 for c in leaving(e).calls)


def kept_going(e: Evidence) -> bool:
    """The caller left and a call was not cancelled, or nobody waited for its clean-up."""
    seen = leaving(e)
    return any(not c.cancels or c.end is None or c.end > seen.elapsed + 1e-9 for c in seen.calls)


def noticed_late(e: Evidence) -> bool:
    """The failure at 0.1 s came out only after a call that had its full time."""
    return any(
        s.elapsed >= 0.7 - 1e-9 and any(c.status == "ok" for c in s.calls) for s in failures(e)
    )


def gather_cancelled(e: Evidence) -> bool:
    """`x = gather(...)` and `x.cancel()`."""
    names = set()
    for node in e.nodes(ast.Assign, ast.NamedExpr):
        if e.calls("gather", inside=node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    cancelled = [c.func.value for c in e.calls("cancel") if isinstance(c.func, ast.Attribute)]
    return any(isinstance(n, ast.Name) and n.id in names for n in cancelled)


def waits_for_tasks(e: Evidence) -> bool:
    return any(isinstance(n.value, (ast.Name, ast.Subscript, ast.Attribute)) for n in awaits(e))


CLAIMS: Claims = {
    "awaiting tasks one by one notices any failure": lambda e: (
        noticed_late(e) and waits_for_tasks(e)
    ),
    "cancelling the gather future cancels its children": gather_cancelled,
    "cancelling again does no harm": lambda e: bool(e.calls("cancel")) and felt_two(e),
    "cancel() stops a task at once": lambda e: bool(e.calls("cancel")) and left_in_clean_up(e),
    "except Exception catches cancellation too": lambda e: (
        bool(e.handlers("Exception")) and kept_going(e)
    ),
    "collecting all results first is fail-fast": lambda e: (
        noticed_late(e) and (returns_exceptions(e) or bool(e.calls("wait")))
    ),
    "create_task makes it parallel, wherever the await is": lambda e: (
        bool(e.play(QUIET).late()) and task_awaited_where_made(e)
    ),
    "a TaskGroup raises the error itself": lambda e: (
        bool(e.calls("TaskGroup"))
        and any(isinstance(s.error, BaseExceptionGroup) for s in failures(e))
    ),
    "safe means one after another": lambda e: e.play(QUIET).in_turn(),
    "CancelledError is just another error to handle": lambda e: (
        not isinstance(leaving(e).error, asyncio.CancelledError)
        and bool(
            e.handlers("CancelledError", "BaseException", "")
            or e.calls("suppress")
            or returns_exceptions(e)
        )
    ),
    "except* picks one handler, like except": lambda e: bool(list(e.nodes(ast.TryStar))),
}
