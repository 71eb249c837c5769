# expect: wrong-shape
# misconception: a gate is yes or no
def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    baseline = baseline or {}
    return all(key in sizes and sizes[key] <= limit for key, limit in budget.items()) and all(
        sizes[key] <= before * (1 + tolerance) for key, before in baseline.items() if key in sizes
    )
