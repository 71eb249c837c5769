"""The shop's ASGI application, built from its settings."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from course_lib.services import Supervisor
from course_lib.shop.by_hand import logged_by_hand
from course_lib.shop.pages import ROUTES, Page
from course_lib.shop.records import Log, json_emit
from course_lib.shop.request_context import RequestContext, new_trace_id
from course_lib.shop.request_log import Emit, RequestLog
from course_lib.shop.settings import BackEnds, Settings

DRAIN = 1.0  # how long a shutdown waits for background work (seconds)


class ShopApp:
    """An ASGI application: `app.log` is what it has logged, `app.routes` what it serves.

    `app.middleware` is the `RequestLog`, None where the routes log by hand or not at all.
    """

    def __init__(
        self, app: Starlette, outer: Callable[..., Any], log: Log, middleware: RequestLog | None
    ) -> None:
        self.state = app.state
        self.routes: Sequence[BaseRoute] = app.routes
        self.log = log
        self.middleware = middleware
        self._outer = outer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one scope."""
        await self._outer(scope, receive, send)


def create_app(
    settings: Settings | None = None,
    *,
    log: Log | None = None,
    emit: Emit | None = None,
    clock: Callable[[], float] = time.perf_counter,
    now: Callable[[], float] | None = None,
    new_id: Callable[[], str] = new_trace_id,
    routes: Sequence[BaseRoute] = (),
    **changes: Any,
) -> ShopApp:
    """The shop: `create_app(pages="before", failure=0.1)`, or with a `Settings` object.

    `log` takes the lines (a new `Log` by default), `emit` the records instead. `clock` gives the
    durations and `now` the timestamps, both in seconds. `routes` are served as well, before the
    shop's own: health checks, for example.
    """
    if settings is not None and changes:
        raise ValueError("Give Settings, or single settings by name, not both.")
    settings = settings or Settings(**changes)
    log = log if log is not None else Log()
    shop = BackEnds(settings)
    own = [_route(page, settings, shop, log) for page in ROUTES]
    app = Starlette(routes=[*routes, *own], lifespan=_lifespan)
    app.state.shop = shop
    app.state.background = Supervisor(lambda name, error: log.write(_lost(name, error)))
    if settings.logging != "after":
        return ShopApp(app, app, log, None)
    middleware = RequestLog(app, emit or json_emit(log.write, now=now), clock)
    # The context outside: the record is made while the id is still set.
    return ShopApp(app, RequestContext(middleware, new_id), log, middleware)


def _route(page: str, settings: Settings, shop: BackEnds, log: Log) -> Route:
    method, path, before, after = ROUTES[page]
    handler: Page = before if settings.form(page) == "before" else after
    if settings.logging == "before":
        handler = logged_by_hand(page, handler, log.write)

    async def endpoint(request: Request) -> JSONResponse:
        return JSONResponse(await handler(shop, request))

    return Route(path, endpoint, methods=[method], name=page)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    await app.state.background.drain(DRAIN)


def _lost(name: str, error: BaseException) -> str:
    import json

    record = {"event": "background_failed", "level": "error", "task": name,
              "error": type(error).__name__}  # fmt: skip
    return json.dumps(record)
