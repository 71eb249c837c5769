"""RequestContext: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
import sys
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence

TRACE, PARENT = "5af7183fb1d04cf8a1b2c3d4e5f60718", "00a1b2c3d4e5f607"
VALID = f"00-{TRACE}-{PARENT}-01"


async def _serve(
    made: Any, headers: list[tuple[bytes, bytes]], number: int = 0, error: Any = None
) -> list[Any]:
    """What the handler saw before and after a wait."""
    get = sys.modules["mutant"].get_request_id  # the function beside the class
    saw: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        saw.append(get())
        await asyncio.sleep(0.1 + 0.01 * (number % 5))
        saw.append(get())
        if error:
            raise error
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        pass

    middleware = made(app, lambda: f"new-{number}")
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    await middleware(scope, None, send)
    return saw


def seen(e: Evidence, *headers: tuple[bytes, bytes]) -> Any:
    """The id that the handler saw, None if it saw none."""

    async def story(made: Any, recording: Any) -> Any:
        return (await _serve(made, list(headers)))[0]

    return e.drive(story).value


def own(e: Evidence, value: bytes) -> Any:
    return seen(e, (b"x-request-id", value))


def trace(e: Evidence, value: str) -> Any:
    return seen(e, (b"traceparent", value.encode()))


async def many(made: Any, recording: Any) -> Any:
    """How many of twenty requests saw one id that is theirs."""
    runs = (_serve(made, [(b"x-request-id", b"req-%d" % i)], i) for i in range(20))
    saws = await asyncio.gather(*runs, return_exceptions=True)
    return sum(saw == [f"req-{i}", f"req-{i}"] for i, saw in enumerate(saws))


async def afterwards(made: Any, recording: Any) -> Any:
    """What is left after a request that succeeds, and after one that fails."""
    get = sys.modules["mutant"].get_request_id
    await _serve(made, [])
    left = [get()]
    try:
        await _serve(made, [], error=KeyError("a bug"))
    except KeyError:
        pass
    return [*left, get()]


def stays(e: Evidence) -> bool:
    left = e.drive(afterwards).value
    return left is not None and any(one is not None for one in left)


def new(value: Any) -> bool:
    return str(value).startswith("new-")


CLAIMS: Claims = {
    "each hop makes its own id": lambda e: new(trace(e, VALID)) or new(own(e, b"req-81_A")),
    "a global is per request": lambda e: (
        (e.drive(many).value or 0) < 20
        and bool(any(True for _ in e.nodes(ast.Global)) or e.calls("local"))
    ),
    "match() checks the whole string": lambda e: (
        bool(e.calls("match", "search"))
        and not all(
            new(one)
            for one in (
                own(e, b"abc\r\nX"),
                own(e, b"abc\n"),
                own(e, b"a" * 65),
                own(e, b"a b"),
                trace(e, VALID + "-extra"),
                trace(e, VALID + "\n"),
                trace(e, "00-" + TRACE + "0-" + PARENT + "-01"),
                trace(e, VALID[:-1] + "zz"),
            )
        )
    ),
    "contextvars clean up after themselves": stays,
    "parent-id identifies the request": lambda e: trace(e, VALID) == PARENT,
    "hex is case-insensitive here": lambda e: (
        not new(trace(e, f"00-{TRACE.upper()}-{PARENT}-01"))
        or not new(trace(e, f"00-{TRACE}-{PARENT.upper()}-01"))
        or not new(trace(e, f"00-{TRACE}-{PARENT}-0A"))
    ),
    "any 32 hex digits are a trace id": lambda e: (
        not new(trace(e, f"00-{'0' * 32}-{PARENT}-01"))
        or not new(trace(e, f"00-{TRACE}-{'0' * 16}-01"))
    ),
}
