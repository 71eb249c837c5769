from math import fsum


def final_values(reports):
    once = {frozenset(report.items()) for report in reports}
    reports = [dict(items) for items in once]
    keys = {(r["name"], r["id"]) for r in reports}
    return {
        key: round(fsum(r["delta"] for r in reports if (r["name"], r["id"]) == key), 4)
        for key in keys
    }
