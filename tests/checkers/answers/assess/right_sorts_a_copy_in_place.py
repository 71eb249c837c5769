import math

TABLE = [
    ("LCP", 2500, 4000),
    ("INP", 200, 500),
    ("CLS", 0.1, 0.25),
    ("FCP", 1800, 3000),
    ("TTFB", 800, 1800),
]


def assess(name, values):
    mine = list(values)
    mine.sort(reverse=True)
    rows = [row for row in TABLE if row[0] == name]
    if not rows or not mine:
        raise ValueError("nothing to assess")
    p75 = mine[len(mine) - math.ceil(0.75 * len(mine))]
    _, good, poor = rows[0]
    return p75, ("good", "needs-improvement", "poor")[(p75 > good) + (p75 > poor)]
