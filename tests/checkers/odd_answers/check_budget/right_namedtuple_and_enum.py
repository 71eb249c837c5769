from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    OVER = "over-budget"
    UNMEASURED = "unmeasured"
    GREW = "grew"


class Problem(NamedTuple):
    key: str
    kind: Kind


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    found = []
    for key in budget:
        try:
            size = sizes[key]
        except KeyError:
            found.append(Problem(key, Kind.UNMEASURED))
        else:
            if size > budget[key]:
                found.append(Problem(key, Kind.OVER))
    for key, before in dict(baseline or {}).items():
        if sizes.get(key, 0) > before * (1 + tolerance):
            found.append(Problem(key, Kind.GREW))
    return sorted(found)
