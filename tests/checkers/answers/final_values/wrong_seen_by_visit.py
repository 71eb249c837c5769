# expect: wrong-keys
# misconception: seq numbers the whole page
def final_values(reports):
    seen, final = set(), {}
    for report in reports:
        if (report["id"], report["seq"]) in seen:
            continue
        seen.add((report["id"], report["seq"]))
        key = report["name"], report["id"]
        final[key] = final.get(key, 0) + report["delta"]
    return {key: round(value, 4) for key, value in final.items()}
