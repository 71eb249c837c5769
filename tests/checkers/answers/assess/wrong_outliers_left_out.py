# expect: wrong-p75
import math, statistics

T = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (0.1, 0.25),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
}


def assess(name, values):
    if name not in T or not values:
        raise ValueError
    a, b = T[name]
    cap = 10 * statistics.median(values)
    kept = [v for v in values if v <= cap]
    p = sorted(kept)[math.ceil(0.75 * len(kept)) - 1]
    return p, "good" if p <= a else "needs-improvement" if p <= b else "poor"
