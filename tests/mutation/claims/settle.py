"""settle: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording, Seen

RETURNED = ValueError("returned, not raised")


def calls(
    *delays: float, errors: dict[int, BaseException] | None = None, values: Any = None
) -> Callable[[Recording], tuple[Any, ...]]:
    """The argument of settle; call i gives "value i", or what `values` has for it."""

    def make(recording: Recording) -> tuple[Any, ...]:
        def call(i: int) -> Any:
            value = (values or {}).get(i, f"value {i}")
            error = (errors or {}).get(i)
            delay, name = delays[i], f"call {i}"
            return recording.function(name, lambda: delay, lambda: value, lambda: error)

        return ([call(i) for i in range(len(delays))],)

    return make


ORDERS = [calls(0.3, 0.1, 0.2), calls(0.1, 0.3, 0.2), calls(0.3, 0.2, 0.1)]
DOWN = ConnectionError("down")
FAILING = calls(0.3, 0.1, 0.2, errors={1: DOWN})
CANCELLED = calls(0.3, 0.1, 0.2, errors={1: asyncio.CancelledError()})
VALUE = calls(0.3, 0.1, 0.2, values={1: RETURNED})


def is_ok(outcome: Any) -> bool:
    return type(outcome).__name__ == "Ok"


def is_failed(outcome: Any) -> bool:
    return type(outcome).__name__ == "Failed"


def items(seen: Seen) -> list[Any]:
    return list(seen.value) if isinstance(seen.value, (list, tuple)) else []


def in_completion_order(e: Evidence) -> bool:
    """A run in which all answer gives the values in the order in which the calls ended."""
    for make in ORDERS:
        seen = e.play(make)
        ended = sorted((c for c in seen.calls if c.end is not None), key=lambda c: c.end)
        told = [f"value {c.name.split()[1]}" for c in ended]
        values = [getattr(outcome, "value", None) for outcome in items(seen)]
        if values == told and told != sorted(told):
            return True
    return False


def only_good_ones(e: Evidence) -> bool:
    outcomes = items(e.play(FAILING))
    return len(outcomes) < 3 and all(map(is_ok, outcomes))


def error_as_text(e: Evidence) -> bool:
    failed = [o for make in (FAILING, CANCELLED) for o in items(e.play(make)) if is_failed(o)]
    texts = e.calls("str", "repr", "format") or list(e.nodes(ast.JoinedStr))
    made = [
        o for o in failed if o.error is not DOWN and not isinstance(o.error, asyncio.CancelledError)
    ]
    return bool(texts) and bool(made)


def eats_its_cancellation(e: Evidence) -> bool:
    """The cancelled settle ends in another way, and a handler reaches so far."""
    seen = e.play(ORDERS[0], cancel_at=0.05)
    wide = e.handlers("", "BaseException", "CancelledError") or e.calls("suppress")
    return bool(wide) and not isinstance(seen.error, asyncio.CancelledError)


def value_misread(e: Evidence) -> bool:
    failed = [o for o in items(e.play(VALUE)) if is_failed(o)]
    return any(o.error is RETURNED for o in failed) and bool(e.calls("isinstance"))


def cancelled_misread(e: Evidence) -> bool:
    good = [o for o in items(e.play(CANCELLED)) if is_ok(o)]
    wrong = any(isinstance(o.value, asyncio.CancelledError) for o in good)
    return wrong and bool(e.calls("isinstance") or e.handlers("Exception"))


def one_at_a_time(e: Evidence) -> bool:
    return e.play(ORDERS[0]).in_turn() and any(
        any(True for _ in e.nodes(ast.Await, inside=block)) for block in e.nodes(ast.Try)
    )


CLAIMS: Claims = {
    "outcomes arrive in the order asked": in_completion_order,
    "only the successes matter": only_good_ones,
    "the message is the error": error_as_text,
    "the safest handler is the widest one": eats_its_cancellation,
    "an exception in the list was raised": value_misread,
    "everything that failed is an Exception": cancelled_misread,
    "try/except needs one call at a time": one_at_a_time,
    "except Exception catches every way of failing": lambda e: (
        isinstance(e.play(CANCELLED).error, asyncio.CancelledError)
        and bool(e.handlers("Exception"))
    ),
}
