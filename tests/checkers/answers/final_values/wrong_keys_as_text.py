# expect: wrong-keys
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    return {f"{r['name']}:{r['id']}": round(r["value"], 4) for r in ordered}
