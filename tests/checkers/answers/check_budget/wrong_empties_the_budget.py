# expect: input-changed
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = []
    for key, size in sizes.items():
        if size > budget.pop(key, size):
            problems.append((key, "over-budget"))
        if baseline and key in baseline and size > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
    problems += [(key, "unmeasured") for key in budget]
    return sorted(problems)
