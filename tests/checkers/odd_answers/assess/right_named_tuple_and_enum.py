import math
from enum import StrEnum
from typing import NamedTuple


class Rating(StrEnum):
    GOOD = "good"
    MIDDLE = "needs-improvement"
    POOR = "poor"


class Assessment(NamedTuple):
    p75: float
    rating: Rating


LIMITS = {"LCP": (2500, 4000), "INP": (200, 500), "CLS": (0.1, 0.25)}
LIMITS |= {"FCP": (1800, 3000), "TTFB": (800, 1800)}


class UnknownMetric(ValueError):
    pass


def assess(name, values):
    if name not in LIMITS:
        raise UnknownMetric(name)
    count = len(values)
    if count < 1:
        raise ValueError
    p75 = sorted(values)[math.ceil(0.75 * count) - 1]
    good, poor = LIMITS[name]
    if p75 <= good:
        return Assessment(p75, Rating.GOOD)
    return Assessment(p75, Rating.POOR if p75 > poor else Rating.MIDDLE)
