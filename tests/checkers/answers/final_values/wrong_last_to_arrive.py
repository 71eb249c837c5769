# expect: order-matters
# misconception: last to arrive is latest
def final_values(reports):
    final = {}
    for report in reports:
        key = report["name"], report["id"]
        final[key] = report["value"]
    return {key: round(value, 4) for key, value in final.items()}
