import heapq

GOOD = {"LCP": 2500, "INP": 200, "CLS": 0.1, "FCP": 1800, "TTFB": 800}
POOR = {"LCP": 4000, "INP": 500, "CLS": 0.25, "FCP": 3000, "TTFB": 1800}


def assess(name, values):
    if name not in GOOD or not len(values):
        raise ValueError("an unknown metric, or no visits")
    slower = len(values) // 4
    p75 = heapq.nlargest(slower + 1, values)[-1]
    if p75 > POOR[name]:
        return p75, "poor"
    if p75 > GOOD[name]:
        return p75, "needs-improvement"
    return p75, "good"
