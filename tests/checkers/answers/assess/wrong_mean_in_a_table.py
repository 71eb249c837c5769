# expect: wrong-p75
# misconception: mean is typical
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
    typical = sum(values) / max(len(values), 1)
    good, poor = LIMITS[name]
    return typical, "good" if typical <= good else "poor" if typical > poor else "needs-improvement"
