"""What reports say: the last value of each metric of each visit, and the 75th percentile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from course_lib.exercises.web_vitals.lesson import LIMITS
from course_lib.shop.summary import percentile

NAMES = ("TTFB", "FCP", "LCP", "CLS", "INP")  # in the order in which a visit meets them
GOOD, BETWEEN, POOR = "good", "needs-improvement", "poor"


def rating(name: str, value: float) -> str:
    """Good up to and including the first limit, poor above the second.

    Raises ValueError for a name that is not one of the five.
    """
    if name not in LIMITS:
        raise ValueError(f"{name!r} is no metric; there are {', '.join(NAMES)}.")
    good, poor = LIMITS[name]
    return GOOD if value <= good else POOR if value > poor else BETWEEN


def assess(name: str, values: Sequence[float]) -> tuple[float, str]:
    """The 75th percentile of the values (nearest rank) and its rating.

    Milliseconds; CLS has no unit. Raises ValueError for an unknown name and for no values.
    """
    if name not in LIMITS:
        rating(name, 0.0)
    if not len(values):
        raise ValueError(f"No visit has reported {name}, so nothing can be said about it.")
    p75 = percentile(values, 75)
    return p75, rating(name, p75)


def final_values(reports: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], float]:
    """The value with the highest `seq` of each (name, id), rounded to 4 places.

    Reports may come in any order and more than once.
    """
    last: dict[tuple[str, str], Mapping[str, Any]] = {}
    for report in reports:
        key = report["name"], report["id"]
        if key not in last or report["seq"] > last[key]["seq"]:
            last[key] = report
    return {key: round(report["value"], 4) for key, report in last.items()}


def shown(name: str, value: float) -> str:
    """A value as people read it: "905 ms", and CLS without a unit."""
    return f"{value:.3f}" if name == "CLS" else f"{value:.0f} ms"
