# expect: unmeasured-passed
# misconception: not measured = fine
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    baseline = baseline or {}
    over = [(k, "over-budget") for k, limit in budget.items() if sizes.get(k, 0) > limit]
    grew = [(k, "grew") for k, old in baseline.items() if sizes.get(k, 0) > old * (1 + tolerance)]
    return sorted(over + grew)
