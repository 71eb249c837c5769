"""For contracts of ASGI callables: drive one directly, no server and no network.

The messages are those of the ASGI specification (asgi.readthedocs.io, HTTP and WebSocket).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Message = dict[str, Any]
App = Callable[..., Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]


def http_scope(
    method: str = "GET",
    path: str = "/",
    headers: Headers = (),
    query: bytes = b"",
    root_path: str = "",
) -> Message:
    """A scope of type "http"; header names in lower case, as servers give them."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": quote(path, errors="surrogateescape").encode(),
        "query_string": query,
        "root_path": root_path,
        "headers": list(headers),
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }


@dataclass
class Exchange:
    """One request and what was sent in answer to it."""

    scope: Message
    parts: list[Message] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    send_fails: BaseException | None = None

    async def receive(self) -> Message:
        """The next part of the request; afterwards it waits, as for a client that stays."""
        await asyncio.sleep(0)
        if self.parts:
            return self.parts.pop(0)
        await asyncio.get_running_loop().create_future()
        raise AssertionError("unreachable")

    async def send(self, message: Message) -> None:
        """Keep what the app sends, or raise `send_fails`."""
        await asyncio.sleep(0)
        if self.send_fails is not None:
            raise self.send_fails
        self.sent.append(message)

    @property
    def status(self) -> int | None:
        """The status of the answer, None if none was sent."""
        return next((m["status"] for m in self.sent if m["type"] == "http.response.start"), None)

    @property
    def headers(self) -> list[tuple[Any, Any]]:
        """The headers of the answer; what is no bytes stays what it is."""
        start = next((m for m in self.sent if m["type"] == "http.response.start"), {})
        return [(name, value) for name, value in start.get("headers", ())]

    @property
    def text_in_headers(self) -> bool:
        """Whether a header of the answer is not made of bytes, as ASGI wants it."""
        return not all(isinstance(part, (bytes, bytearray)) for h in self.headers for part in h)

    @property
    def body(self) -> bytes:
        """The body of the answer, in one piece."""
        return b"".join(m.get("body", b"") for m in self.sent if m["type"] == "http.response.body")

    @property
    def again(self) -> bool:
        """Whether there was a second start, or a part after the last; a server takes neither."""
        kinds = [message["type"] for message in self.sent]
        bodies = [m for m in self.sent[:-1] if m["type"] == "http.response.body"]
        return kinds.count("http.response.start") > 1 or not all(m.get("more_body") for m in bodies)

    @property
    def complete(self) -> bool:
        """Whether the last part of a body was sent."""
        last = self.sent[-1] if self.sent else {}
        return last.get("type") == "http.response.body" and not last.get("more_body", False)


@dataclass
class SlowExchange(Exchange):
    """Each message takes `delay` seconds to send; `tries` counts what was handed over.

    The first `good` messages go at once, and without `send_fails`.
    """

    delay: float = 0.0
    good: int = 0
    tries: int = 0

    async def send(self, message: Message) -> None:
        """Send one message."""
        self.tries += 1
        if self.tries <= self.good:
            self.sent.append(message)
            return
        await asyncio.sleep(self.delay)
        await super().send(message)


def request_parts(chunks: Iterable[bytes]) -> list[Message]:
    """The messages of a request body that arrives in chunks."""
    chunks = list(chunks) or [b""]
    return [
        {"type": "http.request", "body": chunk, "more_body": i < len(chunks) - 1}
        for i, chunk in enumerate(chunks)
    ]


@dataclass(frozen=True)
class Handler:
    """An app for a middleware to wrap: it goes as scripted.

    After `before` seconds it starts its answer with `status` (None: it never does), after
    `between` more seconds it sends the body, then it takes `after` seconds. `error` is raised
    before the start, or (`late`) after the body.
    """

    status: int | None = 200
    before: float = 0.0
    between: float = 0.0
    after: float = 0.0
    error: BaseException | None = None
    late: bool = False
    headers: Headers = ((b"content-type", b"text/plain"),)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Go as scripted."""
        await asyncio.sleep(self.before)
        if self.error is not None and not self.late:
            raise self.error
        if self.status is not None:
            start = {"type": "http.response.start", "status": self.status}
            await send(start | {"headers": list(self.headers)})
            await asyncio.sleep(self.between)
            await send({"type": "http.response.body", "body": b"part", "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        await asyncio.sleep(self.after)
        if self.error is not None:
            raise self.error
