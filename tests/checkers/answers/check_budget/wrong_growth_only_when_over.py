# expect: wrong-growth
# misconception: within budget = nothing to say
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = []
    for key, limit in budget.items():
        if key not in sizes:
            problems.append((key, "unmeasured"))
        elif sizes[key] > limit:
            problems.append((key, "over-budget"))
            before = (baseline or {}).get(key)
            if before is not None and sizes[key] > before * (1 + tolerance):
                problems.append((key, "grew"))
    return sorted(problems)
