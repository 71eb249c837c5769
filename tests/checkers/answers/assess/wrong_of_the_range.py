# expect: wrong-p75
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
    p75 = min(values) + 0.75 * (max(values) - min(values))

    good, poor = LIMITS[name]
    if p75 <= good:
        return p75, "good"
    return p75, "poor" if p75 > poor else "needs-improvement"
