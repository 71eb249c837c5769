# expect: wrong-rating
# misconception: any spelling of a rating will do
import math

LIMITS = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (0.1, 0.25),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
}


def assess(name, values):
    if name not in LIMITS:
        raise ValueError(name)
    if not values:
        raise ValueError("no values")
    p75 = sorted(values)[math.ceil(0.75 * len(values)) - 1]

    good, poor = LIMITS[name]
    if p75 <= good:
        return p75, "GOOD"
    return p75, "POOR" if p75 > poor else "NEEDS_IMPROVEMENT"
