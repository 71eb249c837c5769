from itertools import groupby
from operator import itemgetter

by_metric = itemgetter("name", "id")
by_seq = itemgetter("seq")


def final_values(reports):
    ordered = sorted(reports, key=by_metric)
    return {
        key: round(max(group, key=by_seq)["value"], 4)
        for key, group in groupby(ordered, key=by_metric)
    }
