from operator import itemgetter


def final_values(reports):
    final = {}
    for report in sorted(reports, key=itemgetter("seq")):
        final[report["name"], report["id"]] = round(report["value"], 4)
    return final
