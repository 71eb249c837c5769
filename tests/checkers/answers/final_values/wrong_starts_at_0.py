# expect: wrong-keys
def final_values(reports):
    latest = {}
    for report in reports:
        key = report["name"], report["id"]
        if report["seq"] > latest.get(key, (1, 0.0))[0]:
            latest[key] = report["seq"], report["value"]
    return {key: round(value, 4) for key, (_, value) in latest.items()}
