# expect: wrong-shape
def final_values(reports):
    ordered = sorted(reports, key=lambda report: report["seq"])
    final = {(r["name"], r["id"]): round(r["value"], 4) for r in ordered}
    return [(*key, value) for key, value in final.items()]
