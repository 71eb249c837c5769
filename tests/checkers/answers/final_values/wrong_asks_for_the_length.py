# expect: one-pass
# misconception: a generator can be read twice
def final_values(reports):
    if not len(reports):
        return {}
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {(r["name"], r["id"]): round(r["value"], 4) for r in ordered}
