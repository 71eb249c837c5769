"""RequestLog: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Seen

START = {"type": "http.response.start", "status": 207, "headers": []}
BODY = {"type": "http.response.body", "body": b"x"}


async def _serve(
    made: Any, *, error: BaseException | None = None, delay: float = 0.1, after: float = 0.3
) -> list[tuple[float, Any]]:
    """(time, record) of one request; what the app raises is left out, a cancellation is not."""
    records: list[tuple[float, Any]] = []
    clock = asyncio.get_running_loop().time

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(delay)
        if error is not None:
            raise error
        await send(START)
        await asyncio.sleep(after)
        await send(BODY)

    async def send(message: Any) -> None:
        pass

    middleware = made(app, lambda record: records.append((clock(), dict(record))), clock)
    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
    try:
        await middleware(scope, None, send)
    except asyncio.CancelledError:
        made.kept = records
        raise
    except BaseException as raised:
        made.came_out = raised
    made.kept = records
    return records


async def well(made: Any, recording: Any) -> Any:
    return await _serve(made)


async def failing(made: Any, recording: Any) -> Any:
    error = KeyError("a bug")
    made.came_out = None
    records = await _serve(made, error=error)
    return records, made.came_out, error


async def cancelled(made: Any, recording: Any) -> Any:
    """The records of a request that is cancelled before its start, and whether it ended so."""
    made.kept = []
    task = asyncio.ensure_future(_serve(made, delay=5.0))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    return list(made.kept), task.cancelled()


async def overlapping(made: Any, recording: Any) -> Any:
    """The records of twenty requests; each has its own status, path and duration."""
    records: list[dict[str, Any]] = []
    clock = asyncio.get_running_loop().time

    async def app(scope: Any, receive: Any, send: Any) -> None:
        number = int(scope["path"][1:])
        await asyncio.sleep(0.01 * ((number * 7) % 20))
        await send(START | {"status": 200 + number})
        await asyncio.sleep(0.01 * ((number * 3) % 5))

    async def send(message: Any) -> None:
        pass

    middleware = made(app, lambda record: records.append(dict(record)), clock)

    async def one(number: int) -> None:
        await asyncio.sleep(0.003 * number)
        scope = {"type": "http", "method": "GET", "path": f"/{number}", "query_string": b"",
                 "headers": []}  # fmt: skip
        await middleware(scope, None, send)

    await asyncio.gather(*(one(number) for number in range(20)), return_exceptions=True)
    return records


async def lifespan(made: Any, recording: Any) -> Any:
    """Whether a lifespan scope left a record, or its app got another send."""
    records: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        records.extend([send] if send is not None else [])

    middleware = made(app, records.append, asyncio.get_running_loop().time)
    await middleware({"type": "lifespan"}, None, None)
    return len(records)


def value(e: Evidence, story: Any, otherwise: Any) -> Any:
    seen: Seen = e.drive(story)
    return otherwise if seen.value is None else seen.value


def of_failure(e: Evidence) -> tuple[Any, Any, Any]:
    return value(e, failing, ([], None, None))


def swallowed(e: Evidence) -> bool:
    _, came_out, error = of_failure(e)
    _, ended = value(e, cancelled, ([], True))
    return (error is not None and came_out is None) or not ended


def returns_in_finally(e: Evidence) -> bool:
    blocks = [block for block in e.nodes(ast.Try) if block.finalbody]
    return any(any(True for _ in e.nodes(ast.Return, inside=line))
               for block in blocks for line in block.finalbody)  # fmt: skip


def rewrapped(e: Evidence) -> bool:
    _, came_out, error = of_failure(e)
    return came_out is not None and came_out is not error


def mixed(e: Evidence) -> bool:
    records = value(e, overlapping, [])
    for record in records:
        number = int(str(record.get("path", "/0"))[1:])
        took = 10.0 * ((number * 7) % 20) + 10.0 * ((number * 3) % 5)
        if record.get("status") != 200 + number or abs(record.get("duration_ms", 0) - took) > 0.01:
            return True
    return len(records) != 20


def on_self(e: Evidence) -> bool:
    stores = [n for n in e.nodes(ast.Attribute) if isinstance(n.ctx, ast.Store)]
    return len(stores) > 3 or any(True for _ in e.nodes(ast.Global))


def without_its_error(e: Evidence) -> bool:
    records, _ = value(e, cancelled, ([], True))
    return not records or any(
        record.get("error") != "CancelledError" or record.get("status") != 499
        for _, record in records
    )


def stops_early(e: Evidence) -> bool:
    return any(
        at < 0.4 - 1e-6 or record.get("duration_ms", 400.0) < 399.9
        for at, record in value(e, well, [])
    )


CLAIMS: Claims = {
    "cancelled = server error": lambda e: any(
        record.get("status") == 500 for _, record in value(e, cancelled, ([], True))[0]
    ),
    "log in except and in finally": lambda e: (
        len(of_failure(e)[0]) > 1 or len(value(e, cancelled, ([], True))[0]) > 1
    ),
    "Exception catches everything": lambda e: (
        bool(e.handlers("Exception")) and without_its_error(e)
    ),
    "every scope is a request": lambda e: (
        e.drive(lifespan).error is not None or bool(e.drive(lifespan).value)
    ),
    "headers sent = request finished": stops_early,
    "the happy path is the path": lambda e: not of_failure(e)[0],
    "logging an error handles it": lambda e: swallowed(e) and not returns_in_finally(e),
    "a return in finally is only a return": lambda e: swallowed(e) and returns_in_finally(e),
    "rewrap before re-raise": rewrapped,
    "self is per request": lambda e: mixed(e) and on_self(e),
}
