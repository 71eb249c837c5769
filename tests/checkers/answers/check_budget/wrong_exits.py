# expect: ends-process
# misconception: exceptions are the result
import sys


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    for key, limit in budget.items():
        if sizes.get(key, limit + 1) > limit:
            sys.exit(f"{key} is over its budget")
    for key, before in (baseline or {}).items():
        if sizes.get(key, 0) > before * (1 + tolerance):
            sys.exit(f"{key} grew")
    return []
