import json
from dataclasses import asdict, dataclass


@dataclass
class Record:
    level: str
    method: str
    path: str
    status: int
    duration_ms: float
    error: str | None = None
    event: str = "http_request"


def log_line(method, path, status, start, now, error=None):
    match status // 100:
        case 1 | 2 | 3:
            level = "info"
        case 4:
            level = "warning"
        case _:
            level = "error"
    milliseconds = float(f"{(now - start) * 1000:.3f}")
    record = Record(level, method, path.split("?", maxsplit=1)[0], status, milliseconds)
    if error is not None:
        record.error = type(error).__qualname__
    return json.dumps({key: value for key, value in asdict(record).items() if value is not None})
