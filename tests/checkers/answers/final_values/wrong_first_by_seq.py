# expect: wrong-value
# misconception: first report is final
def final_values(reports):
    final = {}
    for report in sorted(reports, key=lambda report: report["seq"]):
        final.setdefault((report["name"], report["id"]), round(report["value"], 4))
    return final
