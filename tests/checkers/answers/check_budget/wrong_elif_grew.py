# expect: both-not-told
# misconception: budget or growth
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    baseline = baseline or {}
    problems = []
    for key in sorted(set(sizes) | set(budget)):
        if key not in sizes:
            problems.append((key, "unmeasured"))
        elif key in budget and sizes[key] > budget[key]:
            problems.append((key, "over-budget"))
        elif key in baseline and sizes[key] > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
    return problems
