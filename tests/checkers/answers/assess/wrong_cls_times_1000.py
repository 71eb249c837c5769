# expect: wrong-p75
# misconception: all metrics are milliseconds
import math

LIMITS = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (100, 250),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
}


def assess(name, values):
    if name not in LIMITS:
        raise ValueError(name)
    if not values:
        raise ValueError("no values")
    scale = 1000 if name == "CLS" else 1
    p75 = sorted(values)[math.ceil(0.75 * len(values)) - 1] * scale

    good, poor = LIMITS[name]
    if p75 <= good:
        return p75, "good"
    return p75, "poor" if p75 > poor else "needs-improvement"
