from dataclasses import dataclass


@dataclass
class Metric:
    seq: int = 0
    value: float = 0.0

    def hear(self, report):
        if report["seq"] >= self.seq:
            self.seq, self.value = report["seq"], report["value"]


def final_values(reports):
    metrics = {}
    for report in reports:
        metrics.setdefault((report["name"], report["id"]), Metric()).hear(report)
    return {key: round(metric.value, 4) for key, metric in metrics.items()}
