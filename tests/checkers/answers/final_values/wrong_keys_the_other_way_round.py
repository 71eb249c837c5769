# expect: wrong-keys
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {(r["id"], r["name"]): round(r["value"], 4) for r in ordered}
