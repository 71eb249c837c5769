from functools import reduce


def later(final, report):
    key = report["name"], report["id"]
    mine = report["seq"], report["value"]
    return final | {key: max(final.get(key, mine), mine)}


def final_values(reports):
    final = reduce(later, reports, {})
    return {key: float(f"{value:.4f}") for key, (_, value) in final.items()}
