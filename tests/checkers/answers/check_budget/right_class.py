from dataclasses import dataclass, field


@dataclass
class Budget:
    limits: dict
    baseline: dict = field(default_factory=dict)
    tolerance: float = 0.05

    def over(self, key, size):
        return key in self.limits and size > self.limits[key]

    def grew(self, key, size):
        if key not in self.baseline:
            return False
        before = self.baseline[key]
        if before == 0:
            return size > 0
        return (size - before) / before > self.tolerance

    def check(self, sizes):
        for key, size in sizes.items():
            if self.over(key, size):
                yield key, "over-budget"
            if self.grew(key, size):
                yield key, "grew"
        for key in set(self.limits).difference(sizes):
            yield key, "unmeasured"


def check_budget(sizes, budget, baseline=None, tolerance=0.05):
    return sorted(Budget(budget, baseline or {}, tolerance).check(sizes))
