"""What logging adds to a request: CPU time a request, measured on an app that does nothing else."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from course_lib.shop.records import json_emit
from course_lib.shop.request_log import RequestLog
from course_lib.shop.server import can_serve
from course_lib.tracing.runtime import thread_time
from course_lib.virtual_time import run

App = Callable[..., Any]
NOTHING = "no middleware"
_SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/products/TENT-2P",
    "query_string": b"",
    "headers": [(b"host", b"shop")],
    "path_params": {"sku": "TENT-2P"},
    "route": SimpleNamespace(path="/products/{sku}"),
    "http_version": "1.1",
    "scheme": "http",
    "root_path": "",
    "server": ("shop", 80),
    "client": ("127.0.0.1", 50000),
}  # fmt: skipp


@dataclass(frozen=True)
class Cost:
    """`cpu` and `added` are microseconds a request; `added` is what the middleware costs."""

    name: str
    cpu: float
    added: float


@dataclass(frozen=True)
class Costs:
    """One row a way of logging, in the order in which they were asked for."""

    rows: tuple[Cost, ...]

    def __getitem__(self, name: str) -> Cost:
        return next(row for row in self.rows if row.name == name)

    def __str__(self) -> str:
        width = max(len(row.name) for row in self.rows)
        head = f"{'':<{width}}  CPU a request  added"
        lines = [f"{r.name:<{width}}  {r.cpu:10.1f} us  {r.added:7.1f} us" for r in self.rows]
        return "\n".join([head, *lines])

    __repr__ = __str__


async def bare_app(scope: Any, receive: Any, send: Any) -> None:
    """Answers, and does nothing else."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


class BareWrapper:
    """The least that a pure ASGI middleware can be: it sees the status and the end."""

    def __init__(self, app: App, tell: Callable[[str, int, float], object] | None = None):
        self.app = app
        self.tell = tell

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one scope."""
        status = 0
        start = time.perf_counter()

        async def noting(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            if self.tell is not None:
                self.tell(scope["path"], status, time.perf_counter() - start)


def ways(sink: Callable[[str], object]) -> dict[str, Callable[[App], App]]:
    """Name -> what puts that way of logging around an app; every line goes to `sink`."""
    emit = json_emit(sink)
    return {
        NOTHING: lambda app: app,
        "pure ASGI": BareWrapper,
        "pure ASGI, one structlog call": lambda app: BareWrapper(app, _one_structlog_call(emit)),
        "RequestLog, structlog": lambda app: RequestLog(app, emit),
        "RequestLog, stdlib JSON": lambda app: RequestLog(app, _stdlib(sink)),
        "BaseHTTPMiddleware": _base_http,
    }


def compare_costs(
    names: Iterable[str] | None = None,
    *,
    requests: int = 400,
    rounds: int = 5,
    more: dict[str, Callable[[App], App]] | None = None,
) -> Costs:
    """Measure these ways (all by default, and `more`), each `rounds` times `requests` requests.

    The ways take turns, and the fastest round of each counts: what disturbs only ever adds.
    """
    known = ways(_nowhere) | (more or {})
    chosen = list(known if names is None else dict.fromkeys([NOTHING, *names]))
    apps = {name: known[name](bare_app) for name in chosen}

    async def measure() -> dict[str, float]:
        best = dict.fromkeys(chosen, float("inf"))
        for app in apps.values():
            await _round(app, 50)  # warm
        gc_was_on = gc.isenabled()
        gc.disable()
        try:
            for _ in range(rounds):
                for name, app in apps.items():
                    best[name] = min(best[name], await _round(app, requests))
        finally:
            if gc_was_on:
                gc.enable()
        return best

    best = _in_a_loop_of_its_own(measure)
    base = best[NOTHING]
    rows = (Cost(name, 1e6 * cpu, 1e6 * (cpu - base)) for name, cpu in best.items())
    return Costs(tuple(rows))


async def _round(app: App, requests: int) -> float:
    """Seconds of this thread's CPU a request."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        pass

    start = thread_time()
    for _ in range(requests):
        await app(dict(_SCOPE), receive, send)
    return (thread_time() - start) / requests


def _in_a_loop_of_its_own(function: Callable[[], Any]) -> Any:
    """A cell has a loop that runs already; without threads the virtual one serves as well."""
    if not can_serve():
        return run(function, trace=False).result()
    done: list[Any] = []

    def work() -> None:
        try:
            done.append(asyncio.run(function()))
        except BaseException as error:
            done.append(error)

    thread = threading.Thread(target=contextvars.Context().run, args=(work,))
    thread.start()
    thread.join()
    if isinstance(done[0], BaseException):
        raise done[0]
    return done[0]


def _nowhere(line: str) -> None:
    """A log that keeps nothing: the disk is not what is measured."""


def _one_structlog_call(emit: Callable[[dict[str, Any]], object]) -> Callable[..., object]:
    def tell(path: str, status: int, seconds: float) -> None:
        emit({"method": "GET", "path": path, "status": status, "duration_ms": seconds * 1000})

    return tell


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(
            {"event": record.getMessage(), "level": record.levelname.lower(),
             "timestamp": self.formatTime(record), **record.fields}
        )  # fmt: skip


class _SinkHandler(logging.Handler):
    def __init__(self, sink: Callable[[str], object]) -> None:
        super().__init__()
        self._sink = sink

    def emit(self, record: logging.LogRecord) -> None:
        self._sink(self.format(record))


def _stdlib(sink: Callable[[str], object]) -> Callable[[dict[str, Any]], object]:
    """The standard library's logging with a JSON formatter."""
    logger = logging.Logger("requests")
    handler = _SinkHandler(sink)
    handler.setFormatter(_JsonFormatter())
    logger.addHandler(handler)
    return lambda record: logger.info("http_request", extra={"fields": record})


def _base_http(app: App) -> App:
    from starlette.middleware.base import BaseHTTPMiddleware

    async def dispatch(request: Any, call_next: Any) -> Any:
        return await call_next(request)

    return BaseHTTPMiddleware(app, dispatch)
