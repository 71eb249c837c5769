# expect: not-json
# misconception: JSON by string formatting
def log_line(method, path, status, start, now, error=None):
    level = "info" if status < 400 else "warning" if status < 500 else "error"
    path = path.split("?")[0]
    line = f'{{"event": "http_request", "level": "{level}", "method": "{method}", "path": "{path}"'
    line += f', "status": {status}, "duration_ms": {round((now - start) * 1000, 3)}'
    if error is not None:
        line += f', "error": "{type(error).__name__}"'
    return line + "}"
