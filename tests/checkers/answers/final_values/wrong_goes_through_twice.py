# expect: one-pass
# misconception: a generator can be read twice
def final_values(reports):
    last = {}
    for report in reports:
        key = report["name"], report["id"]
        last[key] = max(last.get(key, 0), report["seq"])
    return {
        (r["name"], r["id"]): round(r["value"], 4)
        for r in reports
        if r["seq"] == last[r["name"], r["id"]]
    }
