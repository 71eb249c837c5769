# expect: wrong-problem
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = []
    for key, limit in budget.items():
        if key not in sizes:
            problems.append((key, "unmeasured"))
        elif sizes[key] > limit:
            problems.append((key, "over-budget"))
    for key, old in ((baseline or budget) if baseline is not None else {}).items():
        if key in sizes and sizes[key] > old * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)
