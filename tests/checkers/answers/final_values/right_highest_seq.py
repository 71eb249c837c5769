def final_values(reports):
    latest = {}
    for report in reports:
        key = report["name"], report["id"]
        if key not in latest or report["seq"] > latest[key]["seq"]:
            latest[key] = report
    return {key: round(report["value"], 4) for key, report in latest.items()}
