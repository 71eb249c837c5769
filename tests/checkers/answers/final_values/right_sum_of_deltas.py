from collections import defaultdict


def final_values(reports):
    seen = set()
    totals = defaultdict(float)
    for report in reports:
        mark = report["name"], report["id"], report["seq"]
        if mark in seen:
            continue
        seen.add(mark)
        totals[mark[:2]] += report["delta"]
    return {key: round(total, 4) for key, total in totals.items()}
