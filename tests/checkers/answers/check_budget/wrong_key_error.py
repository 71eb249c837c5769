# expect: raised
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = [(key, "over-budget") for key in budget if sizes[key] > budget[key]]
    for key in baseline or {}:
        if key in sizes and sizes[key] > baseline[key] * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)
