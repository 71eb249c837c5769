import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    good: float
    poor: float

    def rate(self, value):
        if value > self.poor:
            return "poor"
        return "good" if value <= self.good else "needs-improvement"


METRICS = {
    "LCP": Metric(2500, 4000),
    "INP": Metric(200, 500),
    "CLS": Metric(0.1, 0.25),
    "FCP": Metric(1800, 3000),
    "TTFB": Metric(800, 1800),
}


def assess(name, values):
    try:
        metric = METRICS[name]
        p75 = sorted(values)[math.ceil(0.75 * len(values)) - 1]
    except (KeyError, IndexError):
        raise ValueError(f"cannot assess {name} over {len(values)} values") from None
    return p75, metric.rate(p75)
