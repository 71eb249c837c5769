from bisect import insort
from fractions import Fraction


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    report = []
    share = Fraction(str(tolerance))
    for key, limit in budget.items():
        if key in sizes and Fraction(sizes[key]) > limit:
            insort(report, (key, "over-budget"))
        if key not in sizes:
            insort(report, (key, "unmeasured"))
    if baseline:
        for key in filter(sizes.__contains__, baseline):
            if Fraction(sizes[key]) > Fraction(baseline[key]) * (1 + share):
                insort(report, (key, "grew"))
    return report
