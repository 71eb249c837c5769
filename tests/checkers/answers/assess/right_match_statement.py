from math import ceil


def limits(name):
    match name:
        case "LCP":
            return 2500, 4000
        case "INP":
            return 200, 500
        case "CLS":
            return 0.1, 0.25
        case "FCP":
            return 1800, 3000
        case "TTFB":
            return 800, 1800
    raise ValueError(f"{name} is not a metric")


def assess(name, values):
    good, poor = limits(name)
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    value = float(ordered[ceil(len(ordered) * 3 / 4) - 1])
    if value <= good:
        return value, "good"
    if value <= poor:
        return value, "needs-improvement"
    return value, "poor"
