"""What the three contracts of the lesson share."""

from collections.abc import Sequence
from math import ceil

from course_lib.progress.syllabus import lesson

LESSON = lesson("web_vitals")
TICKET = "TERN-107"

# web.dev: good up to and including the first, poor above the second; milliseconds, CLS no unit.
LIMITS = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (0.1, 0.25),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
}


def p75(values: Sequence[float]) -> float:
    """The nearest rank: the ceil(0.75 n)-th smallest."""
    return sorted(values)[ceil(0.75 * len(values)) - 1]


def rating(name: str, value: float) -> str:
    """What a value of this metric is worth."""
    good, poor = LIMITS[name]
    return "good" if value <= good else "poor" if value > poor else "needs-improvement"
