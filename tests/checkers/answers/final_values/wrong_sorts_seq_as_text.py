# expect: order-matters
def final_values(reports):
    ordered = sorted(reports, key=lambda report: str(report["seq"]))
    return {(r["name"], r["id"]): round(r["value"], 4) for r in ordered}
