def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    if baseline is None:
        baseline = {}
    result = []
    for key in sorted({**sizes, **budget, **baseline}):
        size = sizes.get(key)
        if size is None:
            if key in budget:
                result.append((key, "unmeasured"))
            continue
        if key in baseline and size > baseline[key] + baseline[key] * tolerance:
            result.append((key, "grew"))
        if key in budget and size > budget[key]:
            result.append((key, "over-budget"))
    return result
