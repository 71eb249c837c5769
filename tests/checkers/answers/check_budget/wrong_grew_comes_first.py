# expect: both-not-told
# misconception: budget or growth
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    baseline = baseline or {}
    problems = []
    for key in sizes.keys() | budget.keys():
        if key not in sizes:
            problems.append((key, "unmeasured"))
            continue
        if key in baseline and sizes[key] > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
            continue
        if sizes[key] > budget.get(key, sizes[key]):
            problems.append((key, "over-budget"))
    return sorted(problems)
