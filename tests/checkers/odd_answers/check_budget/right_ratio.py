def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    def grown(key):
        if not baseline or key not in baseline:
            return False
        if baseline[key] == 0:
            return sizes[key] > 0
        return sizes[key] / baseline[key] > 1 + tolerance

    out = []
    for key in sizes:
        if key in budget and sizes[key] > budget[key]:
            out.append((key, "over-budget"))
        if grown(key):
            out.append((key, "grew"))
    out.extend((key, "unmeasured") for key in budget if key not in sizes)
    return sorted(out)
