def collector():
    best = {}

    def take(report):
        match report:
            case {"name": name, "id": visit, "seq": seq, "value": value}:
                if best.get((name, visit), (0, 0))[0] < seq:
                    best[name, visit] = seq, value

    def give():
        return {key: round(pair[1], 4) for key, pair in best.items()}

    return take, give


def final_values(reports):
    take, give = collector()
    for report in reports:
        take(report)
    return give()
