# expect: not-rounded
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {(r["name"], r["id"]): int(r["value"] * 10_000) / 10_000 for r in ordered}
