"""One record for each request, whatever happens to it: a pure ASGI middleware."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

App = Callable[..., Awaitable[None]]
Emit = Callable[[dict[str, Any]], object]


class RequestLog:
    """Calls `emit` once for each HTTP request, after `app` has ended.

    The record has `method`, `path` (without the query), `status`, `duration_ms` and, when the app
    raised, `error`, the name of the exception's type; where the app's router matched a route, also
    `route`, its template. The status is the one that was started; without one it is 499 for a
    cancelled request and 500 for all else. What the app raises goes on, as the same object.
    `clock` gives seconds and never goes back. A record that `emit` refuses is counted in `lost`.
    """

    def __init__(self, app: App, emit: Emit, clock: Callable[[], float] = time.perf_counter):
        self.app = app
        self.emit = emit
        self.clock = clock
        self.lost = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one scope; anything but HTTP passes untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Local variables: one object serves all requests, and they overlap.
        status = None
        error = None
        start = self.clock()

        async def noting_the_status(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting_the_status)
        except BaseException as raised:  # CancelledError is no Exception
            error = type(raised).__name__  # the object itself would hold this frame
            raise
        finally:
            if status is None:
                status = 499 if error == "CancelledError" else 500
            self._emit(scope, status, self.clock() - start, error)

    def _emit(self, scope: dict[str, Any], status: int, seconds: float, error: str | None) -> None:
        record = {"method": scope["method"], "path": scope["path"]}
        route = route_of(scope)
        if route is not None:
            record["route"] = route
        record |= {"status": status, "duration_ms": round(seconds * 1000, 3)}
        if error is not None:
            record["error"] = error
        try:
            self.emit(record)
        except Exception:  # a full disk must not cost the customer the order
            self.lost += 1


def route_of(scope: dict[str, Any]) -> str | None:
    """The template of the route that Starlette matched: "/products/{sku}"; None if none did."""
    route = scope.get("route")
    if route is not None:
        return getattr(route, "path", None)
    if "endpoint" not in scope:
        return None
    # Older versions of Starlette leave only the parameters behind.
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    return "/".join(names.get(part, part) for part in scope["path"].split("/"))
