# expect: wrong-keys
# misconception: one metric a visit
def final_values(reports):
    first, final = {}, {}
    for report in sorted(reports, key=lambda report: report["seq"]):
        key = report["name"], report["id"]
        if first.setdefault(report["id"], key) == key:
            final[key] = round(report["value"], 4)
    return final
