from collections import OrderedDict
from typing import NamedTuple


class Key(NamedTuple):
    name: str
    id: str


class FinalValues:
    def __call__(self, reports):
        final = OrderedDict()
        for report in sorted(reports, key=lambda r: -r["seq"]):
            key = Key(report["name"], report["id"])
            if key not in final:
                final[key] = round(report["value"], 4)
        return final


final_values = FinalValues()
