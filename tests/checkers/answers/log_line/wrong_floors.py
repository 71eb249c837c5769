# expect: wrong-duration
import json
import math


def log_line(method, path, status, start, now, error=None):
    record = {
        "event": "http_request",
        "level": "info" if status < 400 else "warning" if status < 500 else "error",
        "method": method,
        "path": path.split("?")[0],
        "status": status,
        "duration_ms": math.floor((now - start) * 1e6 + 1e-3) / 1000,
    }
    return json.dumps(record if error is None else record | {"error": type(error).__name__})
