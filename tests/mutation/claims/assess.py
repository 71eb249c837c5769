"""assess: what must be true of a program before a belief is named."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Seen

# Sizes whose ranks differ by every way to round, and in no order.
WEEKS = ([2700, 310, 5210, 90], [810, 95, 4400], [60, 905, 33, 8100, 444], [70, 71, 9000, 2, 3, 4])


def asked(e: Evidence, name: str, values: Any) -> Seen:
    async def story(made: Any, recording: Any) -> Any:
        return made(name, values)

    return e.drive(story)


def pair(e: Evidence, name: str, values: Any) -> tuple[Any, Any]:
    got = asked(e, name, values).value
    return got if isinstance(got, tuple) and len(got) == 2 else (None, None)


def is_p75(e: Evidence, of: Callable[[Sequence[float]], float], within: float = 1.0) -> bool:
    """What is returned is this, for each week, give or take a rounding."""
    found = [(pair(e, "LCP", list(week))[0], of(week)) for week in WEEKS]
    return all(isinstance(got, (int, float)) and abs(got - want) <= within for got, want in found)


def word(e: Evidence, name: str, values: Sequence[float]) -> Any:
    return pair(e, name, list(values))[1]


def quartile(method: str) -> Callable[[Sequence[float]], float]:
    return lambda week: statistics.quantiles(week, n=4, method=method)[2]


CLAIMS: Claims = {
    "mean is typical": lambda e: (
        is_p75(e, statistics.fmean) or word(e, "LCP", [1000] * 7 + [90_000]) == "poor"
    ),
    "the middle is typical": lambda e: any(
        is_p75(e, way) for way in (statistics.median, statistics.median_low, statistics.median_high)
    ),
    "the worst visit decides": lambda e: (
        is_p75(e, max, 0) or word(e, "LCP", [1000] * 7 + [4100]) == "poor"
    ),
    "int(0.75 n) is the index": lambda e: (
        is_p75(e, lambda v: sorted(v)[len(v) * 3 // 4], 0) and not e.calls("ceil")
    ),
    "nearest means rounded": lambda e: (
        pair(e, "LCP", [900, 100, 500])[0] == 500 and pair(e, "LCP", [4, 2, 3, 1])[0] == 3
    ),
    "a percentile is interpolated": lambda e: any(
        is_p75(e, quartile(method)) for method in ("exclusive", "inclusive")
    ),
    "visits come in order": lambda e: pair(e, "LCP", [4, 3, 2, 1])[0] == 2,
    "sort the slowest first": lambda e: pair(e, "LCP", [2, 4, 1, 3])[0] == 2,
    "0 is no value": lambda e: (
        isinstance(asked(e, "CLS", [0, 0, 0]).error, ValueError)
        or pair(e, "CLS", [0, 0, 0, 0.2])[0] == 0.2
    ),
    "all metrics are milliseconds": lambda e: (
        word(e, "CLS", [0.9] * 4) == "good"
        or word(e, "CLS", [0.002] * 4) == "poor"
        or pair(e, "CLS", [0.2] * 4)[0] == 200
    ),
    "one scale for all metrics": lambda e: (
        len({word(e, name, [700] * 4) for name in ("LCP", "INP", "CLS")}) == 1
    ),
    "no data is good news": lambda e: word(e, "LCP", []) == "good",
    "poor starts at the limit": lambda e: word(e, "FCP", [3000] * 4) == "poor",
    "good means below": lambda e: word(e, "FCP", [1800] * 4) != "good",
    "rate each visit, take the majority": lambda e: word(e, "LCP", [9] * 5 + [9000] * 3) == "good",
    "any spelling of a rating will do": lambda e: (
        (
            str(word(e, "LCP", [3000] * 4)) != "needs-improvement"
            and "improvement" in str(word(e, "LCP", [3000] * 4)).lower()
        )
        or str(word(e, "LCP", [9] * 4)) in ("Good", "GOOD")
    ),
    "any exception refuses": lambda e: any(
        isinstance(asked(e, *given).error, LookupError) for given in (("XYZ", [1]), ("LCP", []))
    ),
    "an unknown name is harmless": lambda e: pair(e, "XYZ", [1.0])[1] is not None,
    "sorting in place is harmless": lambda e: reordered(e),
}


def reordered(e: Evidence) -> bool:
    values = [5, 1, 4, 2]
    asked(e, "LCP", values)
    return sorted(values) == [1, 2, 4, 5] and values != [5, 1, 4, 2]
