def over(key, sizes, budget, baseline, tolerance):
    return key in sizes and key in budget and not sizes[key] <= budget[key]


def unmeasured(key, sizes, budget, baseline, tolerance):
    return key in budget and key not in sizes


def grew(key, sizes, budget, baseline, tolerance):
    try:
        return sizes[key] > (tolerance + 1) * baseline[key]
    except (KeyError, TypeError):
        return False


RULES = {"grew": grew, "over-budget": over, "unmeasured": unmeasured}


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    keys = set().union(sizes, budget, baseline or ())
    return [
        (key, name)
        for key in sorted(keys)
        for name, rule in sorted(RULES.items())
        if rule(key, sizes, budget, baseline, tolerance)
    ]
