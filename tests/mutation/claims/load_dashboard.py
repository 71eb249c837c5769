"""load_dashboard: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import (
    Claims,
    awaits,
    holds,
    reads_a_done_set,
    returns_exceptions,
    task_awaited_where_made,
)
from tests.mutation.evidence import Evidence, Recording, Seen

DASHBOARD = {"get_customer": 0.2, "get_preferences": 0.5, "get_orders": 0.3}
SCHEDULERS = ("create_task", "ensure_future", "gather", "wait", "wait_for", "as_completed")
SCHEDULERS += ("shield", "Task")


def dashboard(
    failing: tuple[str, ...] = (),
    delays: dict[str, float] = DASHBOARD,
    kind: type[Exception] = ConnectionError,
) -> Callable[[Recording], tuple[Any, ...]]:
    """The arguments of load_dashboard, with calls that fail."""

    def make(recording: Recording) -> tuple[Any, ...]:
        def options(name: str, delay: float) -> dict[str, Any]:
            error = kind(name) if name in failing else None
            return {"delay": lambda _=0: delay, "error": lambda _=0: error}

        return recording.api(**{n: options(n, d) for n, d in delays.items()}), 7

    return make


PLAIN = dashboard()
KINDS = (ConnectionError, TimeoutError, KeyError)
FAILING = [dashboard((name,), kind=kind) for name in DASHBOARD for kind in KINDS]
FAILING += [dashboard(tuple(DASHBOARD), kind=kind) for kind in KINDS]
REVERSED = dashboard(delays={"get_customer": 0.5, "get_preferences": 0.3, "get_orders": 0.2})


def plain(e: Evidence) -> Seen:
    return e.play(PLAIN)


def lazy_objects(e: Evidence, names: tuple[str, ...]) -> bool:
    """Whether a coroutine object is made and handed to no scheduler where it is made."""
    for call in e.calls(*names):
        outer = [n for n in e.around(call) if isinstance(n, ast.Call)]
        scheduled = any(c in e.calls(*SCHEDULERS) for c in outer)
        if not scheduled and not isinstance(e.parents.get(call), ast.Await):
            return True
    return False


def await_in_arguments(e: Evidence, *names: str) -> bool:
    return any(
        any(True for arg in call.args for _ in e.nodes(ast.Await, inside=arg))
        for call in e.calls(*(names or ("gather", "create_task", "wait", "as_completed")))
    )


def guessed_sleep(e: Evidence) -> bool:
    waits = [c for c in e.calls("sleep") if c.args and not _is_nothing(c.args[0])]
    return bool(waits)


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def customer_alone_first(e: Evidence) -> bool:
    calls = plain(e).calls
    if not calls or calls[0].name != "get_customer" or calls[0].end is None:
        return False
    return len(calls) > 1 and all(c.start >= calls[0].end - 1e-9 for c in calls[1:])


def late(e: Evidence) -> bool:
    return bool(plain(e).late())


NAMES = tuple(DASHBOARD)

CLAIMS: Claims = {
    "a set of finished tasks keeps their order": reads_a_done_set,
    "as_completed yields in argument order": lambda e: e.mentions("as_completed"),
    "awaiting twice is free": lambda e: max(plain(e).asked().values(), default=0) > 1,
    "the user must come first": customer_alone_first,
    "an await inside gather's brackets still runs together": await_in_arguments,
    "create_task makes it parallel, wherever the await is": lambda e: (
        task_awaited_where_made(e) and late(e)
    ),
    "calling an async function starts it (true for a JS promise, false for a Python coroutine)": (
        lambda e: plain(e).in_turn() and lazy_objects(e, NAMES)
    ),
    "return_exceptions=True handles the errors": lambda e: (
        returns_exceptions(e) and any(holds(e.play(make).value, BaseException) for make in FAILING)
    ),
    "a task is its result": lambda e: any(
        holds(e.play(make).value, asyncio.Future) for make in (PLAIN, REVERSED)
    ),
    'await means "start"': lambda e: plain(e).in_turn() and bool(awaits(e)),
    "sleeping long enough is synchronisation": guessed_sleep,
    "asking again repairs a failure": lambda e: any(
        max(e.play(make).asked().values(), default=0) > 1 for make in FAILING
    ),
    "a default is better than an error": lambda e: any(
        e.play(make).error is None for make in FAILING
    ),
}
