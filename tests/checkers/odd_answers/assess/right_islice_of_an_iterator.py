from itertools import islice
from math import ceil


def _limits(name):
    known = {"LCP": "2500 4000", "INP": "200 500", "CLS": "0.1 0.25"}
    known |= {"FCP": "1800 3000", "TTFB": "800 1800"}
    if name in known:
        return map(float, known[name].split())
    raise ValueError(name)


def assess(name, values):
    good, poor = _limits(name)
    rank = ceil(len(values) * 0.75)
    for p75 in islice(sorted(values), rank - 1 if rank else 0, None):
        return p75, "good" if p75 <= good else "needs-improvement" if p75 <= poor else "poor"
    raise ValueError("no values")
