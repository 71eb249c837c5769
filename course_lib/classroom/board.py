"""The class board: takes events from kernels, keeps them, and shows how the room stands, live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from course_lib.classroom import wire
from course_lib.classroom.access import Access, DeniedError
from course_lib.classroom.room import Room
from course_lib.classroom.store import Store
from course_lib.classroom.writer import BusyError, Writer
from course_lib.shop.health import Health
from course_lib.shop.request_context import RequestContext
from course_lib.shop.request_log import Emit, RequestLog

REFRESH = 0.25  # the shortest time between two pictures of one viewer (seconds)
HEARTBEAT = 15.0  # keeps proxies from closing a quiet stream (seconds)
VIEWERS = 50
FILES = {"": ("board.html", "text/html"), "board.js": ("board.js", "text/javascript"),
         "board.css": ("board.css", "text/css")}  # fmt: skip
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Board:
    """One board: `app` is its ASGI application, `room` what it shows."""

    def __init__(self, store: Store, access: Access, emit: Emit) -> None:
        self._store, self._access = store, access
        self.room = Room()
        known = store.load()
        self.room.add(known)
        self._writer = Writer(store, {event.id for event in known}, self._count)
        self._news = asyncio.Event()
        self._picture: tuple[int, bytes] = (-1, b"")
        self._viewers = 0
        self.health = Health({"database": (self._ping, True)}, timeout=2.0)
        routes = [
            Route("/events", self._events, methods=["POST"], name="events"),
            Route("/live", self._live, methods=["GET"], name="live"),
            Route("/snapshot", self._snapshot, methods=["GET"], name="snapshot"),
            *self.health.routes,
            *access.routes,
            *(Route(f"/{path}", self._file, methods=["GET"]) for path in FILES),
        ]
        inner = Starlette(routes=[Mount(access.prefix, routes=routes)] if access.prefix else routes)
        self.app = RequestContext(RequestLog(_with_headers(inner), emit))

    async def _ping(self) -> None:
        await asyncio.to_thread(self._store.ping)

    def _count(self, new: list[wire.Told]) -> None:
        self.room.add(new)
        self._news.set()
        self._news = asyncio.Event()

    async def _events(self, request: Request) -> Response:
        """Take events; answered with 200 only when they are on disk."""
        if "origin" in request.headers:  # a page in a browser; no reporter sends this
            return _refused(403, "Events come from kernels, not from web pages.")
        try:
            learner = await self._access.learner(request)
            body = await _body(request)
            if body is None:
                return _refused(413, f"A request is at most {wire.LARGEST} bytes.")
            told = wire.read(body, learner)
            await self._writer.add(told)
        except DeniedError as denied:
            return _refused(denied.status, str(denied))
        except wire.RefusedError as refused:
            return _refused(400, str(refused))
        except BusyError as busy:
            return _refused(503, str(busy))
        return JSONResponse({"accepted": len(told)})

    async def _file(self, request: Request) -> Response:
        if instead := await self._not_for(request):
            return instead
        name, kind = FILES[request.url.path.rpartition("/")[2]]
        return Response(Path(__file__).with_name(name).read_bytes(), media_type=kind)

    async def _snapshot(self, request: Request) -> Response:
        return await self._not_for(request) or JSONResponse(self.room.snapshot())

    async def _live(self, request: Request) -> Response:
        """Server-sent events: a whole picture each time, so that who was slow misses nothing."""
        if instead := await self._not_for(request):
            return instead
        if self._viewers >= VIEWERS:
            return _refused(503, f"There are {VIEWERS} viewers already.")
        return StreamingResponse(self._pictures(), media_type="text/event-stream",
                                 headers={"X-Accel-Buffering": "no"})  # fmt: skip

    async def _pictures(self) -> AsyncIterator[bytes]:
        # Nothing is queued for a viewer: one who reads slowly holds up this loop and no other.
        self._viewers += 1
        seen = -1
        try:
            while True:
                news = self._news
                if self.room.version != seen:
                    seen, picture = self._current()
                    yield picture
                    await asyncio.sleep(REFRESH)
                    continue
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        await news.wait()
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._viewers -= 1

    def _current(self) -> tuple[int, bytes]:
        if self._picture[0] != self.room.version:
            data = json.dumps(self.room.snapshot(), separators=(",", ":"))
            self._picture = (self.room.version, f"retry: 2000\ndata: {data}\n\n".encode())
        return self._picture

    async def _not_for(self, request: Request) -> Response | None:
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return _refused(403, "The board is shown on its own pages only.")
        return await self._access.viewer(request)


def _refused(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status)


async def _body(request: Request) -> bytes | None:
    """The request's body; None if it is too large, without reading on."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > wire.LARGEST:
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > wire.LARGEST:
            return None
    return body


def _with_headers(app: Callable[..., Any]) -> Callable[..., Any]:
    """Every answer says what a browser may do with it."""
    extra = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def outer(scope: Any, receive: Any, send: Any) -> None:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                had = {name for name, _ in message.get("headers", ())}
                more = [item for item in extra if item[0] not in had]
                message = message | {"headers": [*message.get("headers", ()), *more]}
            await send(message)

        await app(scope, receive, with_headers)

    return outer
