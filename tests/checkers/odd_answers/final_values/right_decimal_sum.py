from decimal import Decimal


def final_values(reports):
    unique = {tuple(sorted(report.items())): report for report in reports}
    totals = {}
    for report in unique.values():
        key = report["name"], report["id"]
        totals[key] = totals.get(key, Decimal(0)) + Decimal(report["delta"])
    return {key: float(round(total, 4)) for key, total in totals.items()}
