from collections import Counter

LIMITS = {"LCP": (2500, 4000), "INP": (200, 500), "CLS": (0.1, 0.25)}
LIMITS |= {"FCP": (1800, 3000), "TTFB": (800, 1800)}


def assess(name, values):
    if not values:
        raise ValueError("no values")
    if name not in LIMITS:
        raise ValueError("unknown name")
    reached = p75 = 0
    for value, times in sorted(Counter(values).items()):
        if 4 * reached < 3 * len(values):
            p75 = value
        reached += times
    good, poor = LIMITS[name]
    words = {True: "good", False: "needs-improvement"}
    return p75, "poor" if p75 > poor else words[p75 <= good]
