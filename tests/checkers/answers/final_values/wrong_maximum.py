# expect: wrong-value
# misconception: metrics only grow
def final_values(reports):
    final = {}
    for report in reports:
        key = report["name"], report["id"]
        final[key] = max(final.get(key, 0), report["value"])
    return {key: round(value, 4) for key, value in final.items()}
