# expect: unknown-accepted
# misconception: an unknown name is harmless
import math

LIMITS = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (0.1, 0.25),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
}


def assess(name, values):
    if not values:
        raise ValueError("no values")
    if name not in LIMITS:
        return values[0], "unknown"
    p75 = sorted(values)[math.ceil(0.75 * len(values)) - 1]

    good, poor = LIMITS[name]
    if p75 <= good:
        return p75, "good"
    return p75, "poor" if p75 > poor else "needs-improvement"
