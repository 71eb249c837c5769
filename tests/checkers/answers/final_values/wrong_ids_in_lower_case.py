# expect: wrong-keys
def final_values(reports):
    best = {}
    for r in reports:
        k = r["name"], r["id"].lower()
        if k not in best or r["seq"] > best[k]["seq"]:
            best[k] = r
    return {(r["name"], r["id"]): round(r["value"], 4) for r in best.values()}
