# expect: unknown-accepted
import math

T = {
    "LCP": (2500, 4000),
    "INP": (200, 500),
    "CLS": (0.1, 0.25),
    "FCP": (1800, 3000),
    "TTFB": (800, 1800),
    "FID": (100, 300),
}


def assess(name, values):
    if name not in T or not values:
        raise ValueError
    p = sorted(values)[math.ceil(0.75 * len(values)) - 1]
    a, b = T[name]
    return p, "good" if p <= a else "needs-improvement" if p <= b else "poor"
