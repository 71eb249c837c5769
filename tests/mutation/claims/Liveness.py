"""Liveness: what must be true of a program before a belief is named."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence

EAST = timezone(timedelta(hours=3))
NOON = datetime(2031, 6, 1, 12, tzinfo=EAST)
START = 4000.25
PASSED = (0.5, 1.75, 90.5)  # seconds since construction


def reports(e: Evidence, jump: float = 0.0) -> list[dict[str, Any]]:
    """A report after each of PASSED; after the first the wall clock is set by `jump` seconds."""

    async def story(made: Any, recording: Any) -> Any:
        now = {"passed": 0.0, "jump": 0.0}
        live = made(
            lambda: START + now["passed"],
            lambda: NOON + timedelta(seconds=now["passed"] + now["jump"]),
        )
        found = []
        for passed in PASSED:
            now["passed"] = passed
            report = live.report()
            found.append(dict(report) if isinstance(report, dict) else {})
            now["jump"] = jump
        return found

    return e._run(story, None).value or [{} for _ in PASSED]


def uptimes(e: Evidence, jump: float = 0.0) -> list[float]:
    """The uptimes, an empty list if one of them is no number."""
    found = [report.get("uptime") for report in reports(e, jump)]
    return [float(u) for u in found] if all(isinstance(u, (int, float)) for u in found) else []


def each(e: Evidence, test: Any) -> bool:
    """Whether the test holds for each uptime, with the seconds that had passed."""
    found = uptimes(e)
    return bool(found) and all(test(u, p) for u, p in zip(found, PASSED, strict=True))


def stamps(e: Evidence) -> list[datetime]:
    found = []
    for report in reports(e):
        try:
            found.append(datetime.fromisoformat(report.get("timestamp")))
        except (TypeError, ValueError):
            continue
    return found


def relabelled(e: Evidence) -> bool:
    """The digits are the wall clock's, and the zone says UTC."""
    walls = [NOON + timedelta(seconds=passed) for passed in PASSED]
    return bool(stamps(e)) and all(
        stamp.utcoffset() == timedelta(0)
        and abs(stamp.replace(tzinfo=None) - wall.replace(tzinfo=None)) < timedelta(seconds=1)
        for stamp, wall in zip(stamps(e), walls, strict=False)
    )


def other_unit(u: float, passed: float) -> bool:
    factors = (1e3, 1e6, 1e9, 1 / 60, 1 / 3600, 1e-3)
    return any(abs(u - passed * factor) <= max(1.0, factor) * 1e-2 * passed for factor in factors)


def jumps(e: Evidence) -> bool:
    """The uptime goes with the wall clock when somebody sets it."""
    found, still = uptimes(e, jump=-3600.0), uptimes(e)
    return bool(found) and any(abs(a - b) > 1 for a, b in zip(found, still, strict=False))


CLAIMS: Claims = {
    "whole seconds are enough": lambda e: (
        each(e, lambda u, passed: u.is_integer() and abs(u - passed) < 1) and uptimes(e)[0] == 0
    ),
    "replace(tzinfo) converts": lambda e: bool(e.calls("replace", "combine")) and relabelled(e),
    "unit confusion": lambda e: each(e, other_unit),
    "an ISO string needs no zone": lambda e: any(s.tzinfo is None for s in stamps(e)),
    "monotonic() is the uptime": lambda e: each(e, lambda u, p: abs(u - p - START) < 1),
    "uptime since this call": lambda e: (
        each(e, lambda u, p: u == 0) or each(e, lambda u, p: abs(u - (p - PASSED[0])) < 1e-6)
    ),
    "the wall clock measures time that passes": jumps,
}
