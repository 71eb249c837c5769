# expect: not-json
# misconception: JSON by string formatting
LINE = (
    '{"event": "http_request", "level": "%s", "method": "%s", "path": "%s", "status": %d, '
    '"duration_ms": %.3f%s}'
)


def log_line(method, path, status, start, now, error=None):
    level = "info" if status < 400 else "warning" if status < 500 else "error"
    more = "" if error is None else ', "error": "%s"' % type(error).__name__
    return LINE % (level, method, path.split("?")[0], status, (now - start) * 1000, more)
