# expect: wrong-value
# misconception: delta is the value
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {(r["name"], r["id"]): round(r["delta"], 4) for r in ordered}
