# expect: input-changed
def final_values(reports):
    final = {}
    for report in sorted(reports, key=lambda report: report["seq"]):
        report["value"] = round(report["value"], 4)
        final[report["name"], report["id"]] = report["value"]
    return final
