"""Beacons for a collector: how one is posted, and what is said of the answer and the store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.exercises.asgi import Exchange, Headers, http_scope, request_parts
from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.words import shown

TEXT: Headers = ((b"content-type", b"text/plain;charset=UTF-8"),)
NOBODY = 0  # the status that is wanted where nobody is there any more to be answered
EARLIER = {"name": "LCP", "id": "old", "value": 1.0}


@dataclass(frozen=True, slots=True)
class Beacon:
    """One request that was made, and what came of it; `sent` and `stored` count metrics."""

    story: str
    wanted: int
    status: int | None
    sent: int
    stored: int
    parts: int
    error: BaseException | None

    @property
    def good(self) -> bool:
        """Whether it was answered as it should be."""
        return self.error is None and self.status == self.wanted


def metric(
    name: Any = "LCP", visit: Any = "v1-17", value: Any = 1234.5, **more: Any
) -> dict[str, Any]:
    """One entry of a beacon."""
    return {"name": name, "id": visit, "value": value} | more


def body_of(*metrics: Any) -> bytes:
    """The body of a beacon."""
    return json.dumps({"metrics": list(metrics)}).encode()


def post(
    bench: Bench,
    chunks: Sequence[bytes],
    story: str,
    wanted: int = 204,
    method: str = "POST",
    headers: Headers = TEXT,
    parts: list[dict[str, Any]] | None = None,
    before: Sequence[Any] = (),
    **limits: int,
) -> tuple[Play, Exchange, list[Any]]:
    """Send one request to a new collector, and see what it answered and stored."""
    store: list[Any] = list(before)
    exchange = Exchange(http_scope(method, "/vitals", headers))
    exchange.parts = request_parts(chunks) if parts is None else parts
    number = len(exchange.parts)
    make = bench.answer.objects["make_collector"]

    async def attempt() -> None:
        await make(store, **limits)(exchange.scope, exchange.receive, exchange.send)

    play = bench.perform(attempt, bench.stage(), story, None, "accepts")
    stored = len(store) - len(before)
    sent, status = _sent(chunks), exchange.status
    play.given = Beacon(story, wanted, status, sent, stored, number, play.error)
    return play, exchange, store


def accepted(
    bench: Bench,
    metrics: Sequence[dict[str, Any]],
    story: str,
    chunks: Sequence[bytes] | None = None,
    **options: Any,
) -> None:
    """A good beacon is answered with 204 and stored."""
    body = chunks if chunks is not None else [body_of(*metrics)]
    play, exchange, store = post(bench, body, story, **options)
    if play.error is not None:
        message = f"A good beacon ({story}) ended with {play.error!r}, a 500 to the browser."
        play.missed("accepts", "crashed", message)
        return
    if _answered(play, exchange, f"A good beacon ({story})", "accepts"):
        if exchange.status != 204:
            message = f"A good beacon ({story}) was answered with {exchange.status}; 204 was "
            play.missed("accepts", "not-204", f"{message}expected.")
        elif exchange.body:
            message = f"The answer to a good beacon has the body {shown(exchange.body)}; it must "
            play.missed("accepts", "not-204", f"{message}be empty.")
        else:
            play.met("accepts", "204 with an empty body")
    rows = [{"name": m["name"], "id": m["id"], "value": float(m["value"])} for m in metrics]
    rows = [*options.get("before", ()), *rows]
    if not _same_rows(store, rows):
        message = f"The store holds {shown(store)}; {shown(rows)} was expected ({story})."
        facts = {"store": list(store), "metrics": list(metrics), "rows": rows}
        play.missed("stores", "wrong-store", message, **facts)
    else:
        play.met("stores", f"stored {len(rows)} rows of name, id and value")


def refused(
    bench: Bench,
    chunks: Sequence[bytes],
    status: int,
    requirement: str,
    code: str,
    story: str,
    **options: Any,
) -> None:
    """A request is answered with `status`, and leaves nothing behind."""
    play, exchange, store = post(bench, chunks, story, status, **options)
    if play.error is not None:
        kind = type(play.error).__name__
        message = f"{story} raised {kind}: {shown(str(play.error))}; {status} was expected."
        play.missed(requirement, "crashed", message)
    elif _answered(play, exchange, story, requirement):
        if exchange.status != status:
            message = f"{story} was answered with {exchange.status}; {status} was expected."
            play.missed(requirement, code, message)
        else:
            play.met(requirement, f"{story}: {status}")
    if store != list(options.get("before", ())):
        message = f"{story}, and the store holds {shown(store)}; nothing may be stored."
        play.missed("whole", "stored-anyway", message)
    else:
        play.met("whole", "a refused beacon left nothing behind")


def _answered(play: Play, exchange: Exchange, what: str, requirement: str) -> bool:
    """One answer was sent, with a start and an end."""
    if exchange.again:
        answers = [m["status"] for m in exchange.sent if m["type"] == "http.response.start"]
        problem = f"more than once: {shown(answers)}" if len(answers) > 1 else "after its last part"
        return play.missed(requirement, "answered-twice", f"{what} was answered {problem}.")
    if exchange.status is None or not exchange.complete:
        lacks = "a start" if exchange.status is None else "an end"
        kind = "http.response.start" if exchange.status is None else "http.response.body"
        problem = f"an answer without {lacks} ({kind})" if exchange.sent else "no answer"
        return play.missed(requirement, "no-answer", f"{what} got {problem}.")
    return True


def _same_rows(store: list[Any], rows: list[Any]) -> bool:
    """The same rows; in which order they are stored is free."""
    left = list(rows)
    for row in store:
        found = next((i for i, wanted in enumerate(left) if _same_row(row, wanted)), None)
        if found is None:
            return False
        del left[found]
    return not left


def _same_row(row: Any, wanted: Any) -> bool:
    """A dict of the same keys and values; a member of a StrEnum is a str."""
    if not isinstance(row, dict) or not isinstance(wanted, dict) or row.keys() != wanted.keys():
        return False
    return all(isinstance(row[k], type(v)) and row[k] == v for k, v in wanted.items())


def _sent(chunks: Sequence[bytes]) -> int:
    """How many metrics a body holds; 0 if it cannot be read."""
    try:
        metrics = json.loads(b"".join(chunks))["metrics"]
        return len(metrics) if isinstance(metrics, list) else 0
    except (ValueError, TypeError, LookupError, RecursionError):
        return 0
