"""The shop as a real service: Starlette behind uvicorn, called by httpx, logged by structlog.

    with shop.running() as server:
        print(httpx.get(f"{server.url}/products/TENT-2P").json())
        print(server.log.text())

The server listens on 127.0.0.1 only. `shop.create_app()` is the same service without a
server, for `shop.client(app)`, which calls it in this process, live and on the virtual clock.
Nothing here is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "CachedReadiness": "health",
    "CannotServeError": "server",
    "Health": "health",
    "Liveness": "health",
    "Log": "records",
    "Pod": "rollout",
    "Prober": "prober",
    "RateLimit": "vitals.collector",
    "RequestContext": "request_context",
    "RequestLog": "request_log",
    "Server": "server",
    "Settings": "settings",
    "Store": "vitals.collector",
    "Summary": "summary",
    "VitalsDemo": "vitals.demo",
    "assess": "vitals.reports",
    "can_serve": "server",
    "client": "calls",
    "compare_costs": "costs",
    "create_app": "app",
    "final_values": "vitals.reports",
    "get_request_id": "request_context",
    "http_ask": "prober",
    "json_emit": "records",
    "log_line": "records",
    "make_collector": "vitals.collector",
    "missing_from_log": "summary",
    "open_telemetry": "records",
    "outgoing_headers": "request_context",
    "rating": "vitals.reports",
    "readiness": "health",
    "recorded": "vitals.replay",
    "recorded_visits": "vitals.replay",
    "rolling_restart": "rollout",
    "round_trips": "latency",
    "running": "server",
    "start": "server",
    "stop": "server",
    "summarise": "summary",
    "traffic": "calls",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
