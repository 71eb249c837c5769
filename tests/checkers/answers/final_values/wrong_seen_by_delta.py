# expect: wrong-value
# misconception: equal numbers are one report
def final_values(reports):
    seen, final = set(), {}
    for report in reports:
        key = report["name"], report["id"]
        if (key, report["delta"]) not in seen:
            seen.add((key, report["delta"]))
            final[key] = final.get(key, 0) + report["delta"]
    return {key: round(value, 4) for key, value in final.items()}
