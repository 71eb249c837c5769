import math


def problems_of(size, limit, before, tolerance):
    match size, limit:
        case None, None:
            return
        case None, _:
            yield "unmeasured"
            return
        case _, None:
            pass
        case _ if size > limit:
            yield "over-budget"
    if size / (1 + tolerance) > before:
        yield "grew"


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    baseline = baseline or {}
    found = [
        (key, problem)
        for key in sizes.keys() | budget.keys()
        for problem in problems_of(
            sizes.get(key), budget.get(key), baseline.get(key, math.inf), tolerance
        )
    ]
    found.sort()
    return found
