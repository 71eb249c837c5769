"""The id that joins the log lines of all services that one request touches.

Header formats: W3C Trace Context, https://www.w3.org/TR/trace-context/
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

App = Callable[..., Awaitable[None]]

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
# Whether the caller's trace is sampled: the one flag of version 00; all others are sent as zero.
_sampled: ContextVar[bool] = ContextVar("sampled", default=True)
_NO_TRACE = "(?!0{32})(?P<trace>[0-9a-f]{32})"
_TRACEPARENT = re.compile(f"00-{_NO_TRACE}-(?!0{{16}})[0-9a-f]{{16}}-(?P<flags>[0-9a-f]{{2}})")
_TRACE_ID = re.compile(_NO_TRACE)
_REQUEST_ID = re.compile("[A-Za-z0-9_-]{1,64}")


def get_request_id() -> str | None:
    """The id of the request that this code works for; None outside of a request."""
    return _request_id.get()


def new_trace_id() -> str:
    """A trace id that no other request has: 32 hex digits, not all zero."""
    return secrets.token_hex(16).replace("0" * 32, "1" * 32)


class RequestContext:
    """Gives each HTTP request an id, and sends it back as x-request-id.

    A valid traceparent gives its trace-id; else a valid X-Request-ID is taken as it is; else
    `new_id` makes one. The id is in the context of the handler and of the tasks it starts.
    """

    def __init__(self, app: App, new_id: Callable[[], str] = new_trace_id):
        self.app = app
        self.new_id = new_id

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one scope; anything but HTTP passes untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        came, sampled = incoming(scope["headers"])
        request_id = came or self.new_id()
        echo = (b"x-request-id", request_id.encode("latin-1"))

        async def with_id(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                # A copy: the message may be a constant of the app.
                message = message | {"headers": [*message.get("headers", ()), echo]}
            await send(message)

        token, flags = _request_id.set(request_id), _sampled.set(sampled)
        try:
            await self.app(scope, receive, with_id)
        finally:
            _sampled.reset(flags)
            _request_id.reset(token)


def incoming(headers: Any) -> tuple[str | None, bool]:
    """The id that came with a request, None if none is valid; and whether its trace is sampled."""
    found = dict(headers)
    # latin-1 takes every byte, and fullmatch refuses what is no plain letter.
    trace = _TRACEPARENT.fullmatch(found.get(b"traceparent", b"").decode("latin-1"))
    if trace is not None:
        return trace["trace"], bool(int(trace["flags"], 16) & 1)
    own = _REQUEST_ID.fullmatch(found.get(b"x-request-id", b"").decode("latin-1"))
    return None if own is None else own[0], True


def outgoing_headers() -> dict[str, str]:
    """What a call to the next service should carry; empty outside of a request.

    An id that is a trace id goes into a traceparent, with a new parent-id for this call; every
    id goes into x-request-id.
    """
    request_id = get_request_id()
    if request_id is None:
        return {}
    headers = {"x-request-id": request_id}
    if _TRACE_ID.fullmatch(request_id):
        parent = secrets.token_hex(8).replace("0" * 16, "1" * 16)
        headers["traceparent"] = f"00-{request_id}-{parent}-{_sampled.get():02x}"
    return headers
