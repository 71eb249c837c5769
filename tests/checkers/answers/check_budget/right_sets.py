def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    baseline = {} if baseline is None else baseline
    unmeasured = {(key, "unmeasured") for key in budget.keys() - sizes.keys()}
    over = {(key, "over-budget") for key in budget.keys() & sizes.keys() if sizes[key] > budget[key]}
    grew = {
        (key, "grew")
        for key in baseline.keys() & sizes.keys()
        if sizes[key] > baseline[key] * (1 + tolerance)
    }
    return sorted(unmeasured | over | grew)
