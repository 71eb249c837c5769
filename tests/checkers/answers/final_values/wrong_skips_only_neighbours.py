# expect: counted-twice
def final_values(reports):
    final, before = {}, None
    for report in reports:
        key = report["name"], report["id"]
        if report != before:
            final[key] = final.get(key, 0) + report["delta"]
        before = report
    return {key: round(value, 4) for key, value in final.items()}
