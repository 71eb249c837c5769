"""checkout: what must be true of a program before a belief is named.

Payment takes 0.2 s, the audit 0.1 s, the mail 1.0 s, the analytics 0.5 s.
"""

from __future__ import annotations

import ast
import asyncio
from functools import partial
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording, Seen

DELAYS = {"create_purchase": 0.2, "write_audit": 0.1, "send_email": 1.0, "track": 0.5}
EFFECTS = ("send_email", "track")
CRITICAL = 0.3
TASKS = ("create_task", "ensure_future", "Task")


async def order(failing: str, made: Any, recording: Recording) -> Any:
    """One checkout; the cart is emptied at its end."""
    purchase = {"id": "P-1", "total": 9.5}
    cart = ["A", "B"]

    def options(name: str) -> dict[str, Any]:
        error = ConnectionError(name) if name == failing else None
        return {
            "delay": lambda *_: DELAYS[name],
            "value": lambda *_: purchase if name == "create_purchase" else None,
            "error": lambda *_: error,
        }

    tasks = set()

    def spawn(coro: Any, *, name: str) -> asyncio.Task[Any]:
        task = coro if isinstance(coro, asyncio.Task) else asyncio.create_task(coro, name=name)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        tasks.add(task)
        return task

    api = recording.api(**{name: options(name) for name in DELAYS})
    try:
        return await made(api, spawn, cart)
    finally:
        cart.clear()


STORIES = {name: partial(order, name) for name in ("", *DELAYS)}


def seen(e: Evidence, failing: str = "") -> Seen:
    return e.drive(STORIES[failing])


def started(e: Evidence, failing: str) -> bool:
    """An effect was started although a critical step failed."""
    return any(call.name in EFFECTS for call in seen(e, failing).calls)


def waits(e: Evidence) -> bool:
    """It takes longer than the critical steps, or an effect's failure is the order's."""
    return seen(e).elapsed > CRITICAL + 1e-6 or any(seen(e, name).error for name in EFFECTS)


def early(e: Evidence) -> bool:
    """An effect had begun before the audit was over."""
    calls = seen(e).calls
    over = next((c.end for c in calls if c.name == "write_audit"), None) or 1e9
    return any(c.name in EFFECTS and c.start < over - 1e-6 for c in calls) or started(
        e, "write_audit"
    )


def hidden(e: Evidence, *names: str) -> bool:
    return any(seen(e, name).error is None for name in names)


def at_the_end(e: Evidence) -> bool:
    """Something runs however the order ends: a finally, or an exit stack."""
    stacks = e.calls("ExitStack", "AsyncExitStack")
    return bool(stacks) or any(block.finalbody for block in e.nodes(ast.Try))


def saw_the_cart(e: Evidence) -> bool:
    """The mail was sent with something that is no longer the cart."""
    mails = [c for c in seen(e).calls if c.name == "send_email"]
    return any(list(c.args[1]) != ["A", "B"] for c in mails if len(c.args) == 2)


CLAIMS: Claims = {
    "spawn(...) must be awaited to start": lambda e: waits(e) and bool(e.calls("spawn")),
    "logging is never critical": lambda e: (
        bool(e.calls("write_audit"))
        and (seen(e).elapsed < CRITICAL - 1e-6 or hidden(e, "write_audit"))
    ),
    "create_task is fire-and-forget": lambda e: bool(e.calls(*TASKS)),
    "run everything after the purchase in parallel": lambda e: (
        waits(e) and bool(e.calls("gather", "wait", "wait_for", "as_completed", "TaskGroup"))
    ),
    "finally is the place for follow-up work": lambda e: (
        at_the_end(e)
        and any(
            started(e, name) or not isinstance(seen(e, name).error, ConnectionError)
            for name in ("create_purchase", "write_audit")
        )
    ),
    "the earlier the email leaves the better": early,
    "the checkout page must never show an error": lambda e: hidden(
        e, "create_purchase", "write_audit"
    ),
    "non-critical means nobody needs to know": lambda e: bool(
        list(e.nodes(ast.ExceptHandler)) or e.calls("suppress")
    ),
    "what I pass is what the task will see": saw_the_cart,
}
