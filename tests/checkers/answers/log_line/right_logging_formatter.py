import json
import logging


class JsonFormatter(logging.Formatter):
    def format(self, record):
        return json.dumps({"level": record.levelname.lower(), "event": record.msg, **record.fields})


def log_line(method, path, status, start, now, error=None):
    level = logging.INFO if status < 400 else logging.WARNING if status < 500 else logging.ERROR
    fields = {
        "method": method,
        "path": path.split("?")[0],
        "status": status,
        "duration_ms": round((now - start) * 1000, 3),
    }
    if error is not None:
        fields["error"] = type(error).__name__
    record = logging.LogRecord("shop", level, "", 0, "http_request", None, None)
    record.fields = fields
    return JsonFormatter().format(record)
