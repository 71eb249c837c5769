def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    problems = []
    for key in sizes:
        if budget.get(key) is not None and sizes[key] > budget[key]:
            problems += [(key, "over-budget")]
        before = (baseline or {}).get(key)
        if before is not None:
            percent = (sizes[key] / before - 1) * 100 if before else (100 if sizes[key] else 0) * 1e9
            if percent > tolerance * 100:
                problems += [(key, "grew")]
    problems += zip([key for key in budget if key not in sizes], iter(lambda: "unmeasured", None))
    return sorted(problems, key=lambda problem: (problem[0], problem[1]))
