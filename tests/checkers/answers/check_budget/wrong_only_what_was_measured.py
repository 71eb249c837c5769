# expect: unmeasured-passed
# misconception: not measured = fine
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = []
    for key, size in sizes.items():
        if key in budget and size > budget[key]:
            problems.append((key, "over-budget"))
        if baseline and key in baseline and size > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)
