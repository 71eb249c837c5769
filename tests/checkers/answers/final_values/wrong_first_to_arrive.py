# expect: wrong-value
# misconception: first report is final
def final_values(reports):
    final = {}
    for report in reports:
        key = report["name"], report["id"]
        final.setdefault(key, report["value"])
    return {key: round(value, 4) for key, value in final.items()}
