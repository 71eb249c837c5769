# expect: wrong-value
# misconception: every report is a visit
def final_values(reports):
    seen, final = set(), {}
    for report in reports:
        key = report["name"], report["id"]
        if (key, report["seq"]) not in seen:
            seen.add((key, report["seq"]))
            final[key] = final.get(key, 0) + report["value"]
    return {key: round(value, 4) for key, value in final.items()}
