# expect: wrong-value
# misconception: every report is a visit
def final_values(reports):
    final = {}
    for report in reports:
        key = report["name"], report["id"]
        final[key] = final.get(key, 0) + report["value"]
    return {key: round(value, 4) for key, value in final.items()}
