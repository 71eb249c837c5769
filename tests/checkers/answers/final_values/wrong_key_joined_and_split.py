# expect: wrong-keys
def final_values(reports):
    out = {}
    for r in sorted(reports, key=lambda r: r["seq"]):
        out[f"{r['name']}-{r['id']}"] = round(r["value"], 4)
    return {tuple(k.split("-")[:2]): v for k, v in out.items()}
