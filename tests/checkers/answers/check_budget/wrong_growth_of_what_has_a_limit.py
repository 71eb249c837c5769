# expect: wrong-growth
# misconception: growth needs a limit
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = []
    for key, limit in budget.items():
        size = sizes.get(key)
        if size is None:
            problems.append((key, "unmeasured"))
            continue
        if size > limit:
            problems.append((key, "over-budget"))
        if baseline and key in baseline and size > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)
