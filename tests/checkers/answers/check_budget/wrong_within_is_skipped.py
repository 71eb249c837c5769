# expect: wrong-growth
# misconception: within budget = nothing to say
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = [(key, "unmeasured") for key in budget if key not in sizes]
    for key, size in sizes.items():
        if key in budget:
            if size <= budget[key]:
                continue
            problems.append((key, "over-budget"))
        if key in (baseline or {}) and size > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)
