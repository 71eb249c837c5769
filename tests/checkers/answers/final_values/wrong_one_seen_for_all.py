# expect: wrong-keys
# misconception: seq numbers the whole page
def final_values(reports):
    seen, final = set(), {}
    for report in reports:
        key = report["name"], report["id"]
        if report["seq"] in seen:
            continue
        seen.add(report["seq"])
        final[key] = final.get(key, 0) + report["delta"]
    return {key: round(value, 4) for key, value in final.items()}
