INFINITE = float("inf")


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    before = dict(baseline or ())
    over = [(k, "over-budget") for k, size in sizes.items() if size > budget.get(k, INFINITE)]
    grew = [
        (k, "grew")
        for k, size in sizes.items()
        if size - before.get(k, INFINITE) > tolerance * before.get(k, INFINITE)
    ]
    missing = [(k, "unmeasured") for k in budget if k not in sizes]
    return sorted(over + grew + missing)
