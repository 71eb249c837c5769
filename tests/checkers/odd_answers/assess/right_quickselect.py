import random

LIMITS = {"LCP": (2500, 4000), "INP": (200, 500), "CLS": (0.1, 0.25)}
LIMITS.update(FCP=(1800, 3000), TTFB=(800, 1800))


def select(values, rank):
    pivot = random.choice(values)
    low = [value for value in values if value < pivot]
    same = [value for value in values if value == pivot]
    if rank <= len(low):
        return select(low, rank)
    if rank <= len(low) + len(same):
        return pivot
    return select([value for value in values if value > pivot], rank - len(low) - len(same))


def assess(name, values):
    if name not in LIMITS:
        raise ValueError(name)
    values = [*values]
    if values == []:
        raise ValueError("no values")
    p75 = select(values, (3 * len(values) + 3) // 4)
    good, poor = LIMITS[name]
    return (p75, "poor") if p75 > poor else (p75, "good" if p75 <= good else "needs-improvement")
