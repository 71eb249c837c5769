# expect: wrong-problem
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = [(key, "unmeasured") for key in budget if key not in sizes]
    for key, size in sizes.items():
        if key in budget and size > budget[key]:
            problems.append((key, "over-budget"))
        if baseline is not None and size > baseline.get(key, 0) * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)
