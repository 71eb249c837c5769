def final_values(reports):
    visits = {}
    for report in reports:
        deltas = visits.setdefault((report["name"], report["id"]), {})
        deltas[report["seq"]] = report["delta"]
    return {key: round(sum(deltas.values()), 4) for key, deltas in visits.items()}
