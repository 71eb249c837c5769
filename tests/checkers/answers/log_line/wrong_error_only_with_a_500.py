# expect: error-missing
import json


def log_line(method, path, status, start, now, error=None):
    record = {
        "event": "http_request",
        "level": "info" if status < 400 else "warning" if status < 500 else "error",
        "method": method,
        "path": path.split("?")[0],
        "status": status,
        "duration_ms": round((now - start) * 1000, 3),
    }
    if status >= 500 and error is not None:
        record["error"] = type(error).__name__
    return json.dumps(record)
