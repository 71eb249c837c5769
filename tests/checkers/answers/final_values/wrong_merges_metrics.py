# expect: wrong-keys
# misconception: one metric a visit
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {report["id"]: round(report["value"], 4) for report in ordered}
