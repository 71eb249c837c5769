# expect: wrong-value
def final_values(reports):
    final = {}
    for report in reports:
        key = report["name"], report["id"]
        final[key] = min(final.get(key, report["value"]), report["value"])
    return {key: round(value, 4) for key, value in final.items()}
