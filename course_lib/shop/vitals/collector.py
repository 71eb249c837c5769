"""The collector: takes beacons from anybody, and keeps only what is sound, and not too much.

Anybody can post to it, so nothing in a beacon is believed: not its size, not its names, not that
its numbers are numbers.
"""

from __future__ import annotations

import json
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from course_lib.exercises.web_vitals.lesson import LIMITS

Row = dict[str, Any]
LONGEST_ID = 64


class RefusedError(ValueError):
    """A beacon that is not taken; `status` is the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Store:
    """The newest `limit` rows. `dropped` counts those that had to go; `heard` is called after."""

    def __init__(self, limit: int = 1000, heard: Callable[[], object] = lambda: None) -> None:
        self._rows: deque[Row] = deque(maxlen=limit)
        self.heard = heard
        self.dropped = 0

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows; the oldest make room for them."""
        rows = list(rows)
        self.dropped += max(0, len(self._rows) + len(rows) - self._rows.maxlen)
        self._rows.extend(rows)
        self.heard()

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self._rows))  # a copy: the server's thread adds while a cell reads

    def __len__(self) -> int:
        return len(self._rows)


class RateLimit:
    """`rate` beacons a second, up to `burst` at once (a token bucket). `clock` is in seconds."""

    def __init__(
        self, rate: float = 50.0, burst: int = 100, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst = rate, burst
        self._clock = clock
        self._tokens, self._at = float(burst), clock()

    def allows(self) -> bool:
        """Whether one more may come in now; if so, it is counted."""
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def make_collector(
    store: Any,
    max_body: int = 4096,
    max_metrics: int = 20,
    *,
    limit: RateLimit | None = None,
    with_seq: bool = False,
) -> Callable[..., Any]:
    """An ASGI app that takes `{"metrics": [{name, id, value, ...}]}` by POST, and answers 204.

    `store.extend` gets rows of name, id and value (a float); `with_seq` asks for seq and delta too
    and keeps them. 405 for another method, 413 over `max_body` bytes, 429 over `limit`, 400 for
    anything malformed; then nothing is stored. Of a client that leaves early nothing is stored.
    """

    async def collect(scope: dict[str, Any], receive: Any, send: Any) -> None:
        status = 204
        try:
            if scope["method"] != "POST":
                raise RefusedError(405, "Beacons are posted.")
            if limit is not None and not limit.allows():
                raise RefusedError(429, "Too many beacons.")
            body = await _body(receive, max_body)
            if body is None:  # nobody is there any more to be answered
                return
            store.extend(rows_of(body, max_metrics, with_seq))
        except RefusedError as refused:
            status = refused.status
        # Nobody reads the answer to a beacon, so none has a body.
        headers = [(b"allow", b"POST")] if status == 405 else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return collect


async def _body(receive: Any, max_body: int) -> bytes | None:
    """The whole body, None when the client leaves; stops reading where it is too long."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > max_body:
            raise RefusedError(413, f"The beacon has more than {max_body} bytes.")
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def rows_of(body: bytes, max_metrics: int = 20, with_seq: bool = False) -> list[Row]:
    """The rows in a beacon; raises RefusedError (400) if one thing in it is wrong."""
    try:
        metrics = json.loads(body)["metrics"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise RefusedError(400, "The beacon is not JSON with a list of metrics.") from None
    if not isinstance(metrics, list) or not 1 <= len(metrics) <= max_metrics:
        raise RefusedError(400, f"A beacon has 1 to {max_metrics} metrics.")
    return [_row(metric, with_seq) for metric in metrics]


def _row(metric: Any, with_seq: bool) -> Row:
    if not isinstance(metric, dict):
        raise RefusedError(400, "A metric is an object.")
    name, visit = metric.get("name"), metric.get("id")
    if not isinstance(name, str) or name not in LIMITS:
        raise RefusedError(400, "That is none of the five metrics.")
    if not isinstance(visit, str) or not 1 <= len(visit) <= LONGEST_ID:
        raise RefusedError(400, f"An id is a text of 1 to {LONGEST_ID} characters.")
    row = {"name": name, "id": visit, "value": _finite(metric.get("value"))}
    if row["value"] < 0:
        raise RefusedError(400, "A value is not negative.")
    if with_seq:
        seq = metric.get("seq")
        if isinstance(seq, bool) or not isinstance(seq, int) or not 1 <= seq <= 10_000:
            raise RefusedError(400, "A seq is a whole number from 1.")
        row |= {"seq": seq, "delta": _finite(metric.get("delta"))}
    return row


def _finite(value: Any) -> float:
    """A number as a float: JSON's NaN would destroy every percentile, and true is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RefusedError(400, "A value is a number.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise RefusedError(400, "A value is finite.")
    return number
