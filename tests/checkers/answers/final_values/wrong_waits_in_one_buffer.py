# expect: remembers-calls
# misconception: every call starts afresh
EARLY = {}


def final_values(reports):
    done, value, early = {}, {}, EARLY
    for r in reports:
        k = (r["name"], r["id"])
        early.setdefault(k, {})[r["seq"]] = r
        while (n := done.get(k, 0) + 1) in early[k]:
            value[k] = early[k].pop(n)["value"]
            done[k] = n
    return {k: round(v, 4) for k, v in value.items()}
