from collections import Counter
from itertools import accumulate

GOOD = {"LCP": 2500, "INP": 200, "CLS": 0.1, "FCP": 1800, "TTFB": 800}
POOR = {"LCP": 4000, "INP": 500, "CLS": 0.25, "FCP": 3000, "TTFB": 1800}


def assess(name, values):
    if name not in GOOD:
        raise ValueError("unknown name")
    total = len(values)
    if total == 0:
        raise ValueError("no values")
    seen = 0
    for v, c in sorted(Counter(values).items()):
        seen += c
        if 4 * seen >= 3 * total:
            break
    r = "good"
    if v > GOOD[name]:
        r = "needs-improvement"
    if v > POOR[name]:
        r = "poor"
    return v, r
