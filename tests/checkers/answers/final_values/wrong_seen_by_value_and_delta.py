# expect: wrong-value
# misconception: equal numbers are one report
def final_values(reports):
    final = {}
    for name, visit, _, delta in {(r["name"], r["id"], r["value"], r["delta"]) for r in reports}:
        final[name, visit] = final.get((name, visit), 0) + delta
    return {key: round(value, 4) for key, value in final.items()}
