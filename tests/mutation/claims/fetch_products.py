"""fetch_products: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import Claims, awaits, holds, reads_a_done_set, returns_exceptions
from tests.mutation.evidence import Evidence, Recording


def products(
    skus: str,
    delays: dict[str, float],
    limit: int,
    failing: str = "",
    kind: type[Exception] = ConnectionError,
) -> Callable[[Recording], tuple[Any, ...]]:
    """The arguments of fetch_products: one letter a SKU."""

    def make(recording: Recording) -> tuple[Any, ...]:
        def error(sku: str = "") -> Exception | None:
            return kind(sku) if sku and str(sku) in failing else None

        fetch = recording.function(
            "fetch", lambda sku="": delays.get(sku, 0.1), lambda sku="": f"{sku} here", error
        )
        return fetch, list(skus), limit

    return make


FALLING = {"a": 0.6, "b": 0.5, "c": 0.4, "d": 0.3, "e": 0.2, "f": 0.1}
MIXED = {"a": 0.3, "b": 0.1, "c": 0.2, "d": 0.6, "e": 0.05, "f": 0.15}
SHOPS = [products("abcdef", delays, limit) for delays in (FALLING, MIXED) for limit in (2, 3, 6)]
TWICE = [products("abacab", delays, 3) for delays in (FALLING, MIXED)]
LIMIT_3 = products("abcdef", MIXED, 3)
LIMIT_2 = products("abcdef", MIXED, 2)
EMPTY = products("", MIXED, 2)
KINDS = (ConnectionError, TimeoutError, KeyError)
DOWN = [
    products("abcdef", MIXED, 3, sku, kind) for sku in ("a", "b", "f", "abcdef") for kind in KINDS
]


def completion_order(e: Evidence) -> bool:
    """A run gives all the answers, in the order in which the calls ended."""
    for make in SHOPS:
        seen = e.play(make)
        if not isinstance(seen.value, list) or any(c.end is None for c in seen.calls):
            continue
        ended = [f"{c.args[0]} here" for c in sorted(seen.calls, key=lambda c: c.end)]
        if seen.value == ended and ended != sorted(ended):
            return True
    return False


def lost_one(e: Evidence) -> bool:
    """Fewer calls or fewer answers than elements, and a table or set in the code."""
    seen = [e.play(make) for make in TWICE]
    fewer = any(len(s.calls) < 6 or (isinstance(s.value, list) and len(s.value) < 6) for s in seen)
    tables = list(e.nodes(ast.DictComp, ast.SetComp, ast.Dict, ast.Set))
    return fewer and bool(tables or e.calls("set", "dict", "fromkeys", "zip", "defaultdict"))


def own_number(e: Evidence) -> bool:
    """A plain number where a limit belongs: the arguments of these calls, or a slice."""
    places = e.calls("Semaphore", "BoundedSemaphore", "range", "min", "islice", "Queue", "batched")
    numbers = [a for c in places for a in c.args if isinstance(a, ast.Constant)]
    slices = [n for n in e.nodes(ast.Slice) for n in (n.upper, n.step) if n is not None]
    compared = [c for n in e.nodes(ast.Compare) for c in n.comparators]
    return any(
        isinstance(n, ast.Constant) and type(n.value) is int and n.value > 0
        for n in [*numbers, *slices, *compared]
    )


def semaphore_of_its_own(e: Evidence) -> bool:
    for call in e.calls("Semaphore", "BoundedSemaphore"):
        outer = [
            n for n in e.around(call) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        if isinstance(e.parents.get(call), ast.withitem) or e.repeated(call):
            return True
        if outer and outer[0].name != e.exercise:
            return True
    return False


def block_left_before_its_task(e: Evidence) -> bool:
    return any(
        e.calls("create_task", "ensure_future", inside=block) and not awaits(e, block)
        for block in e.nodes(ast.AsyncWith)
    )


def in_batches(e: Evidence) -> bool:
    """Later calls start only when nothing else is under way any more."""
    calls = e.play(LIMIT_3).calls
    later = [c for c in calls if c.start > 1e-9]
    return bool(later) and all(
        o.end is not None and o.end <= c.start + 1e-9
        for c in later
        for o in calls
        if o.start < c.start - 1e-9
    )


def equal_shares(e: Evidence) -> bool:
    """The list is cut in advance: by slices, by a stride, or by a remainder."""
    cut: list[ast.AST] = list(e.nodes(ast.Slice))
    cut += [n for n in e.nodes(ast.BinOp) if isinstance(n.op, ast.Mod)]
    cut += [call for call in e.calls("range") if len(call.args) == 3]
    return bool(cut) and not in_batches(e)


CLAIMS: Claims = {
    "a set of finished tasks keeps their order": reads_a_done_set,
    "results come back in the order asked": completion_order,
    "keys are unique": lost_one,
    "the semaphore is released when the function ends": lambda e: (
        bool(e.calls("acquire"))
        and not e.mentions("release")
        and e.play(LIMIT_2).stopped == "deadlock"
    ),
    "the limit is a number to choose": own_number,
    "more at once is always faster": lambda e: len(e.play(LIMIT_2).late()) == 0,
    "any semaphore will do": semaphore_of_its_own,
    "a task runs inside the block that created it": block_left_before_its_task,
    "a limit means one at a time": lambda e: e.play(LIMIT_3).peak() == 1,
    "giving each worker an equal share balances the load": equal_shares,
    "a batch keeps every slot busy": in_batches,
    "empty input cannot happen": lambda e: (
        isinstance(e.play(EMPTY).error, ValueError) and bool(e.calls("wait"))
    ),
    "a default is better than an error": lambda e: any(e.play(make).error is None for make in DOWN),
    "return_exceptions=True handles the errors": lambda e: (
        returns_exceptions(e) and any(holds(e.play(make).value, BaseException) for make in DOWN)
    ),
}
