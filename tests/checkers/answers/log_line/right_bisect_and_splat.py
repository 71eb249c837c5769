import bisect
import json

LEVELS = ["info", "warning", "error"]


def log_line(method, path, status, start, now, error=None):
    return json.dumps(
        {
            "event": "http_request",
            "level": LEVELS[bisect.bisect_right([400, 500], status)],
            "method": method,
            "path": path[: path.index("?")] if "?" in path else path,
            "status": int(status),
            "duration_ms": round((now - start) * 1e3, 3),
            **({} if error is None else {"error": type(error).__name__}),
        },
        sort_keys=True,
        separators=(",", ":"),
    )
