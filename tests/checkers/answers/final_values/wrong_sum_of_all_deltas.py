# expect: counted-twice
# misconception: exactly-once delivery
def final_values(reports):
    final = {}
    for report in reports:
        key = report["name"], report["id"]
        final[key] = final.get(key, 0) + report["delta"]
    return {key: round(value, 4) for key, value in final.items()}
