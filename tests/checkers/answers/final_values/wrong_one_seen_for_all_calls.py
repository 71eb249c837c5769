# expect: remembers-calls
# misconception: every call starts afresh
def final_values(reports, seen=set()):  # noqa: B006
    final = {}
    for report in reports:
        key = report["name"], report["id"]
        if (key, report["seq"]) not in seen:
            seen.add((key, report["seq"]))
            final[key] = final.get(key, 0) + report["delta"]
    return {key: round(value, 4) for key, value in final.items()}
