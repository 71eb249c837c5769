"""Records as JSON lines: written by structlog, kept for the lesson, named as others name them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog

from course_lib.shop.request_context import get_request_id

# Our field, and what OpenTelemetry's semantic conventions call it:
# https://opentelemetry.io/docs/specs/semconv/http/http-spans/ and .../http-metrics/
OPEN_TELEMETRY = {
    "method": "http.request.method",
    "path": "url.path",
    "route": "http.route",
    "status": "http.response.status_code",
    "duration_ms": "http.server.request.duration",
    "error": "error.type",
    "request_id": "trace_id",
}
_LOGGED = ("info", "warning", "error")


def level_of(status: int) -> str:
    """The level that follows from the status alone: a 404 is the client's fault, no error."""
    return "info" if status < 400 else "warning" if status < 500 else "error"


def log_line(
    method: str,
    path: str,
    status: int,
    start: float,
    now: float,
    error: BaseException | None = None,
) -> str:
    """One request as one line of JSON; `start` and `now` are seconds of one clock."""
    record = {
        "event": "http_request",
        "level": level_of(status),
        "method": method,
        "path": path.split("?", 1)[0],
        "status": status,
        "duration_ms": round((now - start) * 1000, 3),
    }
    if error is not None:
        record["error"] = type(error).__name__  # its text may carry secrets
    return json.dumps(record)


def json_emit(
    write: Callable[[str], object], *, now: Callable[[], float] | None = None
) -> Callable[[dict[str, Any]], None]:
    """An `emit` for `RequestLog`: each record becomes one JSON line, passed to `write`.

    structlog adds the level, the timestamp and the id of the request. `now` gives seconds since
    1970, by default the wall clock.
    """
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True) if now is None else _stamp(now)
    logger = structlog.wrap_logger(
        _Lines(write),
        processors=[structlog.processors.add_log_level, _with_request_id, stamp,
                    structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    ).bind()  # fmt: skip
    methods = {level: getattr(logger, level) for level in _LOGGED}

    def emit(record: dict[str, Any]) -> None:
        methods[level_of(record["status"])]("http_request", **record)

    return emit


def open_telemetry(record: dict[str, Any]) -> dict[str, Any]:
    """The same record under OpenTelemetry's names; durations are seconds there."""
    named = {OPEN_TELEMETRY.get(key, key): value for key, value in record.items()}
    if "duration_ms" in record:
        named["http.server.request.duration"] = round(record["duration_ms"] / 1000, 6)
    return named


class Log:
    """Lines of JSON in memory, written by a server's thread and read by a cell."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._lock = threading.Condition()

    def write(self, line: str) -> None:
        """Add one line."""
        with self._lock:
            self._lines.append(line)
            self._lock.notify_all()

    def wait(self, count: int, timeout: float = 5.0) -> list[str]:
        """The lines, once there are `count` of them or `timeout` seconds have passed.

        A client has its answer a moment before the server has written the line.
        """
        with self._lock:
            self._lock.wait_for(lambda: len(self._lines) >= count, timeout)
            return list(self._lines)

    @property
    def lines(self) -> list[str]:
        """The lines, the oldest first."""
        with self._lock:
            return list(self._lines)

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records in the lines; a line that is no JSON object is left out."""
        return [record for line in self.lines if (record := parsed(line)) is not None]

    def text(self) -> str:
        """The whole log."""
        return "\n".join(self.lines)

    def clear(self) -> None:
        """Forget all lines."""
        with self._lock:
            self._lines.clear()

    def __len__(self) -> int:
        return len(self._lines)


def parsed(line: str) -> dict[str, Any] | None:
    """The JSON object in a line, None if there is none."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


class _Lines:
    """What structlog writes to: one method for all levels."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.info = self.warning = self.error = self.msg = write


def _with_request_id(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    request_id = get_request_id()
    if request_id is not None:
        event["request_id"] = request_id
    return event


def _stamp(now: Callable[[], float]) -> Callable[..., dict[str, Any]]:
    def stamp(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["timestamp"] = datetime.fromtimestamp(now(), UTC).isoformat().replace("+00:00", "Z")
        return event

    return stamp
