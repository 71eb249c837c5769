import math


class Assess:
    def __init__(self, **limits):
        self.limits = limits

    def __call__(self, name, values):
        if name not in self.limits or not values:
            raise ValueError(name)
        return self.rated(name, sorted(values)[math.ceil(0.75 * len(values)) - 1])

    def rated(self, name, p75):
        good, poor = self.limits[name]
        return p75, "good" if p75 <= good else "poor" if p75 > poor else "needs-improvement"


assess = Assess(
    LCP=(2500, 4000), INP=(200, 500), CLS=(0.1, 0.25), FCP=(1800, 3000), TTFB=(800, 1800)
)
