"""make_collector: what must be true of a program before a belief is named."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence

LEFT = {"type": "http.disconnect"}
GOOD = {"name": "FCP", "id": "w-1", "value": 7.25}


@dataclass
class Told:
    """What came of one request."""

    store: list[Any] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)
    error: BaseException | None = None
    asked: int = 0

    @property
    def status(self) -> int | None:
        return next((m["status"] for m in self.sent if "status" in m), None)

    @property
    def body(self) -> bytes:
        return b"".join(m.get("body", b"") for m in self.sent)

    @property
    def took(self) -> bool:
        return self.error is None and self.status == 204


def beacon(*entries: Any) -> bytes:
    return json.dumps({"metrics": list(entries)}, ensure_ascii=False).encode()


def entry(**more: Any) -> dict[str, Any]:
    return GOOD | more


def told(
    e: Evidence,
    *parts: Any,
    method: str = "POST",
    headers: Any = (),
    **limits: int,
) -> Told:
    """Post these parts: bytes, or whole messages."""
    found = Told()
    messages = [
        part
        if isinstance(part, dict)
        else {"type": "http.request", "body": part, "more_body": more}
        for part, more in zip(parts, [True] * (len(parts) - 1) + [False], strict=True)
    ]

    async def receive() -> Any:
        found.asked += 1
        if messages:
            return messages.pop(0)
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        found.sent.append(message)

    async def story(made: Any, recording: Any) -> Any:
        scope = {"type": "http", "method": method, "path": "/", "headers": list(headers)}
        scope["query_string"] = b""
        await made(found.store, **limits)(scope, receive, send)

    found.error = e.drive(story).error
    return found


def takes(e: Evidence, **more: Any) -> bool:
    """A beacon with this entry is answered with 204 and stored."""
    got = told(e, beacon(entry(**more)))
    return got.took and len(got.store) == 1


def raw(e: Evidence, text: str) -> bool:
    """A value that is written so is stored."""
    body = f'{{"metrics": [{{"name": "FCP", "id": "w", "value": {text}}}]}}'
    got = told(e, body.encode())
    return got.took and len(got.store) == 1


def crashes(e: Evidence, body: bytes, kinds: Any, **limits: int) -> bool:
    return isinstance(told(e, body, **limits).error, kinds)


def believes_the_header(e: Evidence) -> bool:
    """The same long body is refused or not, as its header says; or a header is wanted."""
    body = beacon(GOOD)
    long = body + b" " * (300 - len(body))
    honest = told(e, long, headers=[(b"content-length", b"300")], max_body=250).status == 413
    silent = told(e, long, max_body=250).status == 413
    with_it = told(e, body, headers=[(b"content-length", str(len(body)).encode())]).took
    return (honest and not silent) or (with_it and not told(e, body).took)


def partly(e: Evidence) -> bool:
    """Of a good entry and a bad one, something was stored."""
    many = [entry(id=f"w-{i}") for i in range(5)]
    bad = [told(e, beacon(GOOD, entry(**wrong))) for wrong in ({"value": -4}, {"name": "ABC"})]
    bad.append(told(e, beacon(*many), max_metrics=3))
    return any(0 < len(got.store) < 5 for got in bad)


def cut(e: Evidence) -> bool:
    body = beacon(entry(id="Zoë"))
    middle = body.index("ë".encode()) + 1
    halves = told(e, body[:middle], body[middle:])
    fine = told(e, body[:5], body[5:]).took
    return fine and not (halves.took and halves.store[0]["id"] == "Zoë")


def exclusive(e: Evidence) -> bool:
    body, two = beacon(GOOD), beacon(GOOD, GOOD)
    size = len(body)
    said = [(b"content-length", str(size).encode())]
    by_size = any(
        not told(e, body, max_body=size, headers=headers).took
        and told(e, body, max_body=size + 1, headers=headers).took
        for headers in ([], said)
    )
    by_count = not told(e, two, max_metrics=2).took and told(e, two, max_metrics=3).took
    return by_size or by_count


def keeps_all(e: Evidence) -> bool:
    """It asks for more parts when it already has too much, and does not hand them on."""
    got = told(e, *[b" " * 500] * 9, max_body=600)
    return got.status == 413 and got.asked == 9


CLAIMS: Claims = {
    "+= on an outer name mutates it": lambda e: crashes(e, beacon(GOOD), UnboundLocalError),
    "json.loads raises only ValueError": lambda e: crashes(
        e, b"[" * 100_000, RecursionError, max_body=200_000
    ),
    "every number fits a float": lambda e: crashes(
        e, b'{"metrics": [{"name": "FCP", "id": "w", "value": ' + b"8" * 390 + b"}]}", OverflowError
    ),
    "bad input is an exception": lambda e: any(
        crashes(e, body, ValueError) for body in (b"", b"{", b"\xff", beacon(GOOD) + b"}")
    ),
    "JSON that parses has the right shape": lambda e: any(
        crashes(e, body, (TypeError, LookupError, AttributeError))
        for body in (
            *(b"[]", b"{}", b"3", b"null", b'"a"', b'{"metrics": null}', b'{"metrics": {"a": 1}}'),
            *(beacon(wrong) for wrong in (3, "a", None, [], {}, ["FCP", "w", 1])),
            *(beacon(entry(**{key: []})) for key in GOOD),
            *(beacon(entry(**{key: None})) for key in GOOD),
            *(beacon(entry(**{key: 5})) for key in GOOD),
            *(beacon(entry(**{key: "5"})) for key in GOOD),
            *(beacon({k: v for k, v in GOOD.items() if k != key}) for key in GOOD),
        )
    ),
    "content-length is the size": believes_the_header,
    "one message is the body": lambda e: (
        told(e, beacon(GOOD)).took and not told(e, beacon(GOOD)[:9], beacon(GOOD)[9:]).took
    ),
    "each part is a text": cut,
    "a limit is the first number too much": exclusive,
    "look at the size at the end": keeps_all,
    "names come from our own script": lambda e: takes(e, name="ABC"),
    "method does not matter": lambda e: bool(told(e, beacon(GOOD), method="GET").store),
    "JSON has no NaN": lambda e: raw(e, "NaN"),
    "what is not negative is finite": lambda e: raw(e, "Infinity") or raw(e, "4e888"),
    "durations cannot be negative": lambda e: takes(e, value=-3),
    "a bool is no number": lambda e: takes(e, value=True) and not takes(e, value="7"),
    "float() is a check": lambda e: takes(e, value="7") and bool(e.calls("float")),
    "the entry is the row": lambda e: (
        told(e, beacon(entry(url="/a"))).store == [json.loads(json.dumps(entry(url="/a")))]
    ),
    "a disconnect ends the body": lambda e: bool(
        told(e, {"type": "http.request", "body": beacon(GOOD), "more_body": True}, LEFT).store
    ),
    "store what is valid": partly,
    "sending ends the function": lambda e: any(
        sum("status" in message for message in got.sent) > 1
        for got in (
            told(e, beacon(GOOD), method="PUT"),
            told(e, beacon(GOOD), max_body=20),
            told(e, beacon(GOOD), max_body=20, headers=[(b"content-length", b"60")]),
            told(e, b"{"),
            told(e, beacon(GOOD)),
            told(e, beacon(entry(value=-3))),
        )
    ),
    "200 OK with a body": lambda e: (
        told(e, beacon(GOOD)).status in (200, 201, 202) or bool(told(e, beacon(GOOD)).body)
    ),
}
