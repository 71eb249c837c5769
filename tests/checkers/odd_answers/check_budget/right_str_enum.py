from enum import StrEnum


class Kind(StrEnum):
    OVER = "over-budget"
    UNMEASURED = "unmeasured"
    GREW = "grew"


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    base = dict(baseline or ())
    result = []
    for key, limit in budget.items():
        match sizes.get(key):
            case None:
                result.append((key, Kind.UNMEASURED))
            case size if size > limit:
                result.append((key, Kind.OVER))
    for key, size in sizes.items():
        if key in base and size > base[key] * (1 + tolerance):
            result.append((key, Kind.GREW))
    return sorted(result)
