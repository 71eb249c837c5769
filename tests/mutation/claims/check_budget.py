"""check_budget: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Seen


def ran(e: Evidence, *args: Any) -> Seen:
    async def story(made: Any, recording: Any) -> Any:
        return made(*args)

    return e.drive(story)


def told(e: Evidence, *args: Any) -> list[Any]:
    """The problems; nothing where the answer raises or gives no list."""
    value = ran(e, *args).value
    return value if isinstance(value, list) else []


def of_one(e: Evidence, size: float, limit: float | None, before: float, *rest: float) -> set[str]:
    """What is told of one key."""
    budget = {} if limit is None else {"k": limit}
    return {problem[1] for problem in told(e, {"k": size}, budget, {"k": before}, *rest)}


def grew(e: Evidence, size: float, limit: float | None, before: float, *rest: float) -> bool:
    return "grew" in of_one(e, size, limit, before, *rest)


def leaves_on_purpose(e: Evidence) -> bool:
    runs = [ran(e, {"k": 9}, {"k": 5}), ran(e, {}, {"k": 5}), ran(e, {"k": 9}, {}, {"k": 5})]
    ends = any(run.error is not None or run.stopped == "exit" for run in runs)
    return ends and any(
        True
        for node in e.nodes(ast.Raise, ast.Assert, ast.Call)
        if not isinstance(node, ast.Call) or node in e.calls("exit", "quit", "_exit", "SystemExit")
    )


def silent(e: Evidence) -> bool:
    """Nothing is told of a key that has a limit and no size."""
    runs = (ran(e, {}, {"k": 5}), ran(e, {"j": 1}, {"k": 5, "j": 5}))
    return all(run.error is None and run.value == [] for run in runs)


def never_both(e: Evidence) -> bool:
    both = {"over-budget", "grew"}
    alone = grew(e, 90, None, 50) and "over-budget" in {p[1] for p in told(e, {"k": 90}, {"k": 60})}
    return alone and not both <= of_one(e, 90, 60, 50)


def zero_passed_over(e: Evidence) -> bool:
    return (
        not grew(e, 7, None, 0)
        or ("k", "over-budget") not in told(e, {"k": 7}, {"k": 0})
        or ("k", "unmeasured") in told(e, {"k": 0}, {"k": 7})
        or ("k", "unmeasured") not in told(e, {}, {"k": 0})
    )


CLAIMS: Claims = {
    "any change is growth": lambda e: grew(e, 400, 900, 1000) or grew(e, 950, 999, 1000, 0.01),
    "a gate is yes or no": lambda e: isinstance(ran(e, {"k": 9}, {"k": 5}).value, bool),
    "exceptions are the result": leaves_on_purpose,
    "not measured = fine": silent,
    "budget or growth": never_both,
    "within budget = nothing to say": lambda e: (
        grew(e, 900, 800, 500) and not grew(e, 700, 800, 500)
    ),
    "percent of the new size": lambda e: (
        grew(e, 190, 999, 100, 0.4) and not grew(e, 150, 999, 100, 0.4)
    ),
    "the tolerance is in percent": lambda e: (
        grew(e, 102, 999, 100, 0.5) and not grew(e, 100.4, 999, 100, 0.5)
    ),
    "the tolerance is a size": lambda e: (
        grew(e, 10_002, 99_999, 10_000, 1.0) and not grew(e, 10_000.9, 99_999, 10_000, 1.0)
    ),
    "growth needs a limit": lambda e: grew(e, 90, 99, 50) and not grew(e, 90, None, 50),
    "the limit is too much already": lambda e: (
        told(e, {"k": 7}, {"k": 7}) == [("k", "over-budget")]
    ),
    "0 is nothing": zero_passed_over,
    "what the baseline has must be measured": lambda e: (
        told(e, {}, {}, {"k": 5}) == [("k", "unmeasured")]
    ),
}
