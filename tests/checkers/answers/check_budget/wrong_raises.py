# expect: raised-not-returned
# misconception: exceptions are the result
class BudgetError(Exception):
    pass


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    for key, limit in sorted(budget.items()):
        if key not in sizes:
            raise BudgetError(f"{key} was not measured")
        if sizes[key] > limit:
            raise BudgetError(f"{key} is over its budget")
    for key, before in sorted((baseline or {}).items()):
        if key in sizes and sizes[key] > before * (1 + tolerance):
            raise BudgetError(f"{key} grew")
    return []
