# expect: raised-not-returned
# misconception: exceptions are the result
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = []
    for key, limit in budget.items():
        assert key in sizes, f"{key} was not measured"
        if sizes[key] > limit:
            problems.append((key, "over-budget"))
    for key, before in (baseline or {}).items():
        if key in sizes and sizes[key] > before * (1 + tolerance):
            problems.append((key, "grew"))
    return sorted(problems)
