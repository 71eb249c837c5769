# expect: wrong-keys
# misconception: one visitor
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {report["name"]: round(report["value"], 4) for report in ordered}
