import io
import json


class Line:
    def __init__(self, **fields):
        self.fields = fields

    def __str__(self):
        out = io.StringIO()
        json.dump(self.fields, out)
        print(file=out)
        return out.getvalue()


def log_line(method, path, status, start, now, error=None):
    if status < 400:
        level = "info"
    elif status < 500:
        level = "warning"
    else:
        level = "error"
    duration = round((now - start) * 1000, 3)
    line = Line(event="http_request", level=level, method=method, path=path.split("?")[0],
                status=status, duration_ms=duration)
    if error is not None:
        line.fields["error"] = type(error).__name__
    return str(line)
