"""The shop's page as an ASGI app: its own files, the library that measures it, two collectors.

All its addresses are relative, so it works at "/", and behind a proxy under any path. Through
jupyter-server-proxy it has JupyterLab's own origin; so it serves nothing but what is listed here.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import deque
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from course_lib.shop.request_log import RequestLog
from course_lib.shop.vitals.collector import RateLimit, make_collector
from course_lib.shop.vitals.visits import Visits, read_query

_FILES = files(__package__) / "page"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
          ".html": "text/html"}  # fmt: skip
LIBRARY = Path("node_modules/web-vitals/dist/web-vitals.js")
MAJOR = "6."  # what the page is written for
HOW_TO_GET_IT = (
    "The library web-vitals is not installed here. With Node.js: `npm install web-vitals@6` in the "
    "course's folder, then run this cell again. (`make lab` does it where it finds npm.)"
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{}; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",  # each visit is a first visit
    "Content-Security-Policy": POLICY.format(""),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ALIVE = "the shop's page"


def find_library(start: Path | None = None) -> Path | None:
    """The installed web-vitals: in node_modules of this folder, one above it, or the course's.

    Another major version, of another project in a folder above, does not count.
    """
    for folder in _folders(start or Path.cwd()):
        library = folder / LIBRARY
        if library.is_file() and library_version(library).startswith(MAJOR):
            return library
    return None


def _folders(start: Path) -> Iterator[Path]:
    yield from (start, *start.parents)
    yield Path(__file__).resolve().parents[3]  # the checkout, where this is one


def library_version(library: Path) -> str:
    """The version in the package.json beside it; "" where there is none."""
    import json

    try:
        return str(json.loads((library.parents[1] / "package.json").read_text("utf-8"))["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


class PageApp:
    """An ASGI app; `visits` is what was reported, `records` the newest requests."""

    def __init__(self, library: Path, visits: Visits | None = None) -> None:
        self.visits = visits or Visits()
        self.records: deque[dict[str, Any]] = deque(maxlen=500)
        self._library = library
        self._limit = RateLimit()
        routes = [
            Route("/", self._index),
            Route("/tent.svg", self._picture),
            Route("/web-vitals.js", self._measure),
            Route("/alive", self._alive),
            *(Route(f"/{name}", self._file) for name in ("left.html", "page.css", "page.js")),
            # An ASGI app and no function: the collector itself answers other methods.
            *(Route(f"/{name}", _Beacons(self, name)) for name in ("vitals", "live")),
        ]
        self._app = RequestLog(Starlette(routes=routes), self.records.append)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one scope."""
        await self._app(scope, receive, send)

    async def _index(self, request: Request) -> Response:
        try:
            number, knobs = read_query(request.query_params)
        except ValueError as error:
            return PlainTextResponse(str(error), 400, HEADERS)
        self.visits.of(number, knobs)
        await asyncio.sleep(knobs.server / 1000)
        # The styles come with the page: laid out before they are there, its body would jump, and
        # CLS with it. Else whole numbers only, so there is nothing to escape.
        style = _text("page.css")
        text = Template(_text("index.html")).substitute(vars(knobs), style=style)
        policy = {"Content-Security-Policy": POLICY.format(f" '{_hash(style)}'")}
        return Response(text, 200, HEADERS | policy, _TYPES[".html"])

    async def _picture(self, request: Request) -> Response:
        delay = request.query_params.get("delay", "0")
        if delay.isascii() and delay.isdigit() and len(delay) <= 4:
            await asyncio.sleep(int(delay) / 1000)
        return _sent("tent.svg")

    async def _file(self, request: Request) -> Response:
        return _sent(request.scope["path"].rsplit("/", 1)[1])

    async def _measure(self, request: Request) -> Response:
        return Response(self._library.read_bytes(), 200, HEADERS, _TYPES[".js"])

    async def _alive(self, request: Request) -> Response:
        return PlainTextResponse(ALIVE, headers=HEADERS)

    async def collect(self, kind: str, scope: Any, receive: Any, send: Any) -> None:
        """A beacon of the kind "vitals" (they count) or "live" (they are shown)."""
        try:
            number, knobs = read_query(Request(scope).query_params)
        except ValueError as error:
            await PlainTextResponse(str(error), 400, HEADERS)(scope, receive, send)
            return
        visit = self.visits.of(number, knobs)
        store = visit.sent if kind == "vitals" else visit.live
        take = make_collector(store, limit=self._limit, with_seq=True)
        await take(scope, receive, send)


class _Beacons:
    """One address for beacons, as an ASGI app."""

    def __init__(self, page: PageApp, kind: str) -> None:
        self._page, self._kind = page, kind

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._page.collect(self._kind, scope, receive, send)


def _text(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a policy must name to allow this text inside a page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _sent(name: str) -> Response:
    return Response(_text(name), 200, HEADERS, _TYPES[name[name.rindex(".") :]])
