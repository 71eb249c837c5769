"""final_values: what must be true of a program before a belief is named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence


def sent(values: Iterable[float], name: str = "INP", visit: str = "p") -> list[dict[str, Any]]:
    reports, before = [], 0.0
    for seq, value in enumerate(values, 1):
        delta = value - before
        reports.append({"name": name, "id": visit, "seq": seq, "value": value, "delta": delta})
        before = value
    return reports


def given(e: Evidence, reports: Any) -> Any:
    async def story(made: Any, recording: Any) -> Any:
        return made(reports)

    return e.drive(story).value


def one(e: Evidence, reports: Any) -> Any:
    """The only value that comes back."""
    found = given(e, reports)
    return next(iter(found.values())) if isinstance(found, dict) and len(found) == 1 else None


def near(value: Any, wanted: float) -> bool:
    return isinstance(value, (int, float)) and abs(value - wanted) < 1e-4


def is_one(e: Evidence, reports: list[dict[str, Any]], *wanted: float) -> bool:
    return any(near(one(e, reports), value) for value in wanted)


A, B, C = sent([16.0, 64.0, 40.0])
TWO_VISITS = sent([16.0], "INP", "p") + sent([64.0], "INP", "q")
TWO_METRICS = sent([16.0], "INP", "p") + sent([64.0], "LCP", "p")
TINY = sent([0.00004 * i for i in range(1, 11)])


def merged(e: Evidence, reports: list[dict[str, Any]]) -> bool:
    found = given(e, reports)
    return isinstance(found, dict) and len(found) == 1 and isinstance(one(e, reports), (int, float))


def forgets(e: Evidence) -> bool:
    """Reports of one metric are dropped because another had the same seq."""
    reports = sent([16.0, 64.0], "INP", "p") + sent([8.0, 24.0], "LCP", "p")
    reports += sent([8.0, 24.0], "INP", "q")
    wanted = {("INP", "p"): 64.0, ("LCP", "p"): 24.0, ("INP", "q"): 24.0}
    found = given(e, reports)
    return isinstance(found, dict) and any(
        not near(found.get(key), value) for key, value in wanted.items()
    )


def equal_numbers(e: Evidence) -> bool:
    """Right for 16, 64, 40, and wrong where two reports agree in some numbers."""
    alike = ([8.0, 16.0, 24.0], [8.0, 40.0, 8.0], [8.0, 40.0, 8.0, 40.0])
    wrong = any(not is_one(e, sent(values), values[-1]) for values in alike)
    return is_one(e, [A, B, C], 40.0) and wrong


def remembers(e: Evidence) -> bool:
    """The same reports give something else after other calls."""

    async def story(made: Any, recording: Any) -> Any:
        asked = ([A, B, C], TWO_VISITS, [A, B, C], TWO_METRICS, [A, B, C, B, A], sent([8.0, 24.0]))
        return [made(reports) for reports in asked]

    first, visits, again, metrics, _, other = e.drive(story).value or [{}] * 6
    fresh = any(near(value, 24.0) for value in other.values())
    return first != again or len(visits) != 2 or len(metrics) != 2 or not fresh


CLAIMS: Claims = {
    "exactly-once delivery": lambda e: is_one(e, [A, A, B, B, C], 80.0, 120.0, 104.0),
    "every report is a visit": lambda e: is_one(e, [A, B, C], 120.0),
    "delta is the value": lambda e: is_one(e, [A, B, C], -24.0),
    "metrics only grow": lambda e: is_one(e, [C, A, B], 64.0) and is_one(e, [A, B, C], 64.0),
    "first report is final": lambda e: is_one(e, [A, B, C], 16.0),
    "last to arrive is latest": lambda e: is_one(e, [C, A, B], 64.0) and is_one(e, [A, B, C], 40.0),
    "seq numbers the whole page": forgets,
    "equal numbers are one report": equal_numbers,
    "rounding each step is harmless": lambda e: is_one(e, TINY, 0.0) and is_one(e, [A, B, C], 40.0),
    "one visitor": lambda e: merged(e, TWO_VISITS),
    "one metric a visit": lambda e: merged(e, TWO_METRICS),
    "a generator can be read twice": lambda e: (
        given(e, (report for report in [A, B, C])) != given(e, [A, B, C])
    ),
    "every call starts afresh": remembers,
}
