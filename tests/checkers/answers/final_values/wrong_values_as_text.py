# expect: wrong-value
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {(r["name"], r["id"]): f"{r['value']:.4f}" for r in ordered}
