# expect: input-changed
def final_values(reports):
    final = {}
    for report in sorted(reports, key=lambda report: report["seq"]):
        final[report.pop("name"), report.pop("id")] = round(report["value"], 4)
    return final
