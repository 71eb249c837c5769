# expect: not-rounded
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {(r["name"], r["id"]): round(r["value"], 3) for r in ordered}
