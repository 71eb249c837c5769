# expect: wrong-value
# misconception: equal numbers are one report
def final_values(reports):
    seen, final = set(), {}
    for report in reports:
        mark = report["name"], report["id"], report["value"]
        if mark not in seen:
            seen.add(mark)
            final[mark[:2]] = final.get(mark[:2], 0) + report["delta"]
    return {key: round(value, 4) for key, value in final.items()}
