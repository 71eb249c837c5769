# expect: wrong-keys
# misconception: one visitor
def final_values(reports):
    latest = {}
    for report in reports:
        kept = latest.setdefault(report["name"], report)
        if report["seq"] > kept["seq"]:
            latest[report["name"]] = report
    return {(r["name"], r["id"]): round(r["value"], 4) for r in latest.values()}
