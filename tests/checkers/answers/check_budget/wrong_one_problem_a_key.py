# expect: both-not-told
# misconception: budget or growth
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = {}
    for key, limit in budget.items():
        if key not in sizes:
            problems[key] = "unmeasured"
        elif sizes[key] > limit:
            problems[key] = "over-budget"
    for key, before in (baseline or {}).items():
        if key in sizes and sizes[key] > before * (1 + tolerance):
            problems[key] = "grew"
    return sorted(problems.items())
