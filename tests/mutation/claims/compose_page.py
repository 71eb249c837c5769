"""compose_page: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import (
    Claims,
    awaits,
    holds,
    returns_exceptions,
    task_awaited_where_made,
)
from tests.mutation.evidence import Evidence, Recording, Seen

DELAYS = {"user": 0.1, "nav": 0.4, "cart": 0.5, "product": 0.2, "reviews": 0.3, "related": 0.15}
LONG_USER = DELAYS | {"user": 0.45, "product": 0.1}
LONG_NAV = DELAYS | {"nav": 0.9}
LONG_PRODUCT = DELAYS | {"product": 0.5, "user": 0.15}
SHAPES = (DELAYS, LONG_USER, LONG_NAV, LONG_PRODUCT)
NEEDS = {"cart": "user", "reviews": "product", "related": "product"}
ANSWERS: dict[str, Any] = {
    "user": {"id": "u1"},
    "nav": ["Tents"],
    "cart": {"items": 2},
    "product": {"id": "p1", "category": "c1"},
    "reviews": ["good"],
    "related": ["MUG-1"],
}


def page(
    delays: dict[str, float] = DELAYS, failing: str = ""
) -> Callable[[Recording], tuple[Any, ...]]:
    """The arguments of compose_page, with a call that fails."""

    def make(recording: Recording) -> tuple[Any, ...]:
        def options(name: str, delay: float) -> dict[str, Any]:
            error = ConnectionError(name) if name == failing else None
            return {
                "delay": lambda *_: delay,
                "value": lambda *_: ANSWERS[name],
                "error": lambda *_: error,
            }

        return recording.api(**{n: options(n, d) for n, d in delays.items()}), "slug", "session"

    return make


PAGES = [page(delays) for delays in SHAPES]
FAILING = [page(failing=name) for name in DELAYS]


def seen(e: Evidence) -> list[Seen]:
    return [e.play(make) for make in PAGES]


def _first(run: Seen) -> dict[str, Any]:
    return {call.name: call for call in reversed(run.calls)}


def late(run: Seen) -> list[str]:
    """Calls that began later than their own input allowed."""
    first = _first(run)
    found = []
    for name, call in first.items():
        need = first.get(NEEDS.get(name, ""))
        could = need.end if need is not None and need.end is not None else 0.0
        if call.start > could + 1e-6:
            found.append(name)
    return found


def slow(e: Evidence) -> bool:
    return any(late(run) for run in seen(e))


def user_alone_first(e: Evidence) -> bool:
    def alone(run: Seen) -> bool:
        first = _first(run)
        user = first.get("user")
        others = [first[n] for n in ("nav", "product") if n in first]
        return user is not None and bool(others) and all(o.start >= user.end for o in others)

    return any(alone(run) for run in seen(e))


def barrier(e: Evidence) -> bool:
    """A call of the second level waited for all of the first."""

    def levels(run: Seen) -> bool:
        first = _first(run)
        roots = [first[n] for n in ("user", "nav", "product") if n in first]
        rest = [first[n] for n in NEEDS if n in first]
        if not rest or any(c.start > 1e-6 for c in roots):
            return False
        end = max(c.end for c in roots)
        return all(c.start >= end - 1e-6 for c in rest)

    return all(levels(run) for run in seen(e))


def chain_in_a_row(e: Evidence) -> bool:
    def row(run: Seen) -> bool:
        first = _first(run)
        if not {"reviews", "related"} <= set(first):
            return False
        one, two = sorted((first["reviews"], first["related"]), key=lambda call: call.start)
        return two.start >= one.end - 1e-6

    return any(row(run) for run in seen(e))


def child_task_late(e: Evidence) -> bool:
    made = e.calls("create_task", "ensure_future")
    children = [c for c in made for name in NEEDS if e.calls(name, inside=c)]
    return bool(children) and any(set(late(run)) & set(NEEDS) for run in seen(e))


def lazy(e: Evidence) -> bool:
    kept = [n.value for n in e.nodes(ast.Assign) if isinstance(n.value, ast.Call)]
    names = [c for c in kept for name in DELAYS if c in e.calls(name)]
    return bool(names) and slow(e)


def in_turn(e: Evidence) -> bool:
    return e.play(PAGES[0]).in_turn() and bool(awaits(e))


def remembers(e: Evidence) -> bool:
    top = any(isinstance(n, (ast.Assign, ast.AnnAssign)) for n in e.tree.body)
    return top or e.mentions("lru_cache", "cache")


def await_in_arguments(e: Evidence) -> bool:
    return any(isinstance(arg, ast.Await) for call in e.calls("gather") for arg in ast.walk(call))


CLAIMS: Claims = {
    "each part should fetch all it needs": lambda e: any(
        max(run.asked().values(), default=0) > 1 for run in seen(e)
    ),
    "top to bottom is how a page is built": in_turn,
    "everything needs the user": user_alone_first,
    "a level must be complete before the next begins": barrier,
    "building the coroutine early starts it early": lazy,
    "a chain is sequential to its end": chain_in_a_row,
    "create_task for the children is enough": child_task_late,
    "an await inside gather's brackets still runs together": await_in_arguments,
    "create_task makes it parallel, wherever the await is": lambda e: (
        task_awaited_where_made(e) and slow(e)
    ),
    "a cache may outlive the request": remembers,
    "return_exceptions=True handles the errors": lambda e: (
        returns_exceptions(e) and any(holds(e.play(make).value, BaseException) for make in FAILING)
    ),
    "a default is better than an error": lambda e: any(
        e.play(make).error is None for make in FAILING
    ),
}
