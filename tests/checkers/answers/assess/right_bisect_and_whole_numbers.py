from bisect import bisect_left

WORDS = ("good", "needs-improvement", "poor")
LIMITS = {
    "LCP": [2500, 4000],
    "INP": [200, 500],
    "CLS": [0.1, 0.25],
    "FCP": [1800, 3000],
    "TTFB": [800, 1800],
}


def assess(name, values):
    limits = LIMITS.get(name)
    if limits is None or len(values) == 0:
        raise ValueError(f"cannot assess {name!r}")
    rank = -(-3 * len(values) // 4)
    p75 = sorted(values)[rank - 1]
    return p75, WORDS[bisect_left(limits, p75)]
