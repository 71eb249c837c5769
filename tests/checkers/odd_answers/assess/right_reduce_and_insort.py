from bisect import insort
from fractions import Fraction
from functools import reduce
from math import ceil

LIMITS = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (0.1, 0.25),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
}


def put(ordered, value):
    insort(ordered, value)
    return ordered


def assess(name, values):
    if len(values) == 0 or name not in LIMITS:
        raise ValueError("no rating")
    ordered = reduce(put, values, [])
    p75 = ordered[ceil(Fraction(3, 4) * len(ordered)) - 1]
    return p75, next(
        word
        for word, holds in (
            ("good", p75 <= LIMITS[name][0]),
            ("needs-improvement", p75 <= LIMITS[name][1]),
            ("poor", True),
        )
        if holds
    )
