import json
import re
from decimal import Decimal


def log_line(method, path, status, start, now, error=None):
    took = (Decimal(str(now)) - Decimal(str(start))) * 1000
    record = [
        ("event", "http_request"),
        ("level", max((0, "info"), (400, "warning"), (500, "error"),
                      key=lambda step: (step[0] <= status, step[0]))[1]),
        ("method", method),
        ("path", re.match(r"[^?]*", path)[0]),
        ("status", status),
        ("duration_ms", float(round(took, 3))),
    ]
    names = [type(error).__name__] if isinstance(error, BaseException) else []
    record += [("error", name) for name in names]
    return json.JSONEncoder().encode(dict(record))
