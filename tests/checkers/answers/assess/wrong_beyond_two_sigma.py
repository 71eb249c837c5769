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
    m, s = statistics.fmean(values), statistics.pstdev(values)
    kept = [v for v in values if abs(v - m) <= 2 * s] or list(values)
    p = sorted(kept)[math.ceil(0.75 * len(kept)) - 1]
    a, b = T[name]
    return p, "good" if p <= a else "needs-improvement" if p <= b else "poor"
