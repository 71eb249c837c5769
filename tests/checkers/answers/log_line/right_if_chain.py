from json import dumps


def level(status):
    if status >= 500:
        return "error"
    if status >= 400:
        return "warning"
    return "info"


def log_line(method, path, status, start, now, error=None):
    path, _, _ = path.partition("?")
    fields = dict(event="http_request", level=level(status), method=method, path=path)
    fields["status"] = status
    fields["duration_ms"] = round(1000 * now - 1000 * start, 3)
    if not error is None:
        fields.update(error=error.__class__.__name__)
    return dumps(fields, ensure_ascii=False)
