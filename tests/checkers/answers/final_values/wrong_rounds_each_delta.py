# expect: not-rounded
# misconception: rounding each step is harmless
def final_values(reports):
    seen, final = set(), {}
    for report in reports:
        key = report["name"], report["id"]
        if (key, report["seq"]) not in seen:
            seen.add((key, report["seq"]))
            final[key] = round(final.get(key, 0) + round(report["delta"], 4), 4)
    return final
