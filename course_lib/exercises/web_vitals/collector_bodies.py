"""How a beacon comes to a collector: its method, its size, its parts, its client, and others."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

from course_lib.exercises.asgi import Exchange, http_scope, request_parts
from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.web_vitals.beacons import (
    EARLIER,
    NOBODY,
    accepted,
    body_of,
    metric,
    post,
    refused,
)
from course_lib.exercises.web_vitals.lesson import LIMITS
from course_lib.exercises.words import shown

DISCONNECT = {"type": "http.disconnect"}
ACCIDENTS = (ArithmeticError, AttributeError, LookupError, NameError, TypeError)  # not on purpose
UPLOAD, KEPT = 12_000_000, 6_000_000  # bytes that are sent, and that count as keeping them


def beacons_that_are_good(bench: Bench) -> None:
    """From one metric to five, with more fields than needed."""
    one = metric()
    accepted(bench, [one], "one metric")
    five = [
        metric(n, f"v{i}", i / 8, seq=1, delta=0.1, url="/?token=x") for i, n in enumerate(LIMITS)
    ]
    accepted(bench, five, "the five metrics, with more fields")
    accepted(bench, [metric(value=0), metric(value=7)], "integers, and 0")
    accepted(bench, [metric(value=10**300), metric(value=86_400_000.25)], "large numbers")
    accepted(bench, [metric(visit="x" * 64), metric(visit="é")], "ids of 64 letters and of one")
    accepted(bench, [metric(visit="é" * 64)], "an id of 64 letters in 128 bytes")
    accepted(bench, [metric(visit=" "), metric(visit=" v 1 ")], "ids with blanks")
    shifts = [metric("CLS", value=3.25), metric("CLS", value=0.0123456789)]
    accepted(bench, shifts, "a page that jumped far, and many decimals")
    accepted(bench, [one, one], "one metric twice")
    accepted(bench, [one], "a store that holds a hundred rows", before=[EARLIER] * 100)
    for headers in (
        (),
        ((b"content-type", b"application/json"),),
        ((b"content-type", b"image/png"),),
    ):
        accepted(bench, [one], "another content type", headers=headers)
    length = ((b"content-length", str(len(body_of(one))).encode()),)
    accepted(bench, [one], "an honest content-length", headers=length)


def bodies_in_many_parts(bench: Bench) -> None:
    """A part may be empty or lack a key, and a character may be cut in two."""
    metrics = [metric(visit="ü-1"), metric("CLS", "v2", 0.05)]
    body = json.dumps({"metrics": metrics}, ensure_ascii=False).encode()
    accepted(bench, metrics, "a body with an empty part", [body[:9], b"", body[9:]])
    accepted(bench, metrics, "a body whose last part is empty", [body, b""])
    accepted(bench, metrics, "a body in single bytes", [bytes([b]) for b in body])
    last = {"type": "http.request", "body": body[9:]}
    parts = [{"type": "http.request", "body": body[:9], "more_body": True}, last]
    accepted(bench, metrics, "a last message without more_body", [body], parts=parts)
    empty = {"type": "http.request", "more_body": True}
    parts = [empty, {"type": "http.request", "body": body, "more_body": False}]
    accepted(bench, metrics, "a message without body", [body], parts=parts)


def bodies_up_to_the_limit(bench: Bench) -> None:
    """Exactly max_body bytes are fine."""
    one, body = [metric()], body_of(metric())
    exact = body + b" " * (200 - len(body))
    accepted(bench, one, "exactly max_body bytes", [exact], max_body=200)
    told, story = ((b"content-length", b"200"),), "exactly max_body bytes, and the header says so"
    accepted(bench, one, story, [exact], max_body=200, headers=told)
    halves = [exact[:50], exact[50:]]
    accepted(bench, one, "exactly max_body bytes in parts", halves, max_body=200)
    accepted(bench, one, "exactly 4096 bytes", [body + b" " * (4096 - len(body))])


def bodies_over_the_limit(bench: Bench) -> None:
    """Whatever the header says."""
    body = body_of(metric())
    over = body + b" " * (201 - len(body))
    honest, lies = ((b"content-length", b"201"),), ((b"content-length", b"5"),)
    for chunks, story, headers in (
        ([over], "One byte over max_body", ()),
        ([over[:100], over[100:]], "One byte over max_body, in parts", ()),
        ([over], "One byte over max_body with a false content-length", lies),
        ([over], "One byte over max_body with an honest content-length", honest),
        ([b" " * 150] * 3, "Far over max_body, in parts", ()),
        ([b"{" * 201], "Over max_body and no JSON", ()),
        ([over, b""], "One byte over max_body, then an empty part", ()),
        (["é".encode() * 101], "Few letters, and more than max_body bytes", ()),
    ):
        limits = {"headers": headers, "max_body": 200}
        refused(bench, chunks, 413, "size", "size-not-checked", story, **limits)
    over = [body + b" " * (4097 - len(body))]
    refused(bench, over, 413, "size", "size-not-checked", "One byte over 4096")


def a_long_upload(bench: Bench) -> None:
    """What is over the limit is not kept until the end comes."""
    exchange = _Upload(http_scope("POST", "/vitals"))
    make = bench.answer.objects["make_collector"]

    async def attempt() -> None:
        await make([])(exchange.scope, exchange.receive, exchange.send)

    with _counting_memory():
        play = bench.perform(attempt, bench.stage(), "a long upload", None, "size")
    if play.error is None and exchange.status is None:
        play.missed("size", "no-answer", f"A body of {UPLOAD // 10**6} MB got no answer.")
    elif play.error is None and exchange.status != 413:
        message = f"A body of {UPLOAD // 10**6} MB was answered with {exchange.status}; 413 was "
        play.missed("size", "size-not-checked", f"{message}expected.")
    elif play.error is None and exchange.most > KEPT:
        sent, kept = UPLOAD // 10**6, exchange.most // 10**6
        message = f"Of {sent} MB that were sent, your collector kept {kept} MB before it refused."
        play.missed("size", "kept-it-all", message)


@contextlib.contextmanager
def _counting_memory() -> Iterator[None]:
    counted_before = tracemalloc.is_tracing()
    tracemalloc.start()
    try:
        yield
    finally:
        if not counted_before:
            tracemalloc.stop()


class _Upload(Exchange):
    """A request whose parts are made as they are asked for; `most` is what was kept of them."""

    most = 0
    _left = UPLOAD
    _base: int | None = None

    async def receive(self) -> dict[str, Any]:
        await asyncio.sleep(0)
        held = tracemalloc.get_traced_memory()[0]
        self._base = held if self._base is None else self._base
        self.most = max(self.most, held - self._base)
        size = min(self._left, 1_000_000)
        self._left -= size
        return {"type": "http.request", "body": b" " * size, "more_body": self._left > 0}


def methods(bench: Bench) -> None:
    """Only POST may write."""
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"):
        story = f"The method {method}"
        body = [body_of(metric())]
        refused(bench, body, 405, "method", "method-accepted", story, method=method)


def a_client_that_leaves(bench: Bench) -> None:
    """At once, half way, and after all but the last part."""
    body = body_of(metric())
    for parts in (
        [DISCONNECT],
        [{"type": "http.request", "body": body[:20], "more_body": True}, DISCONNECT],
        [{"type": "http.request", "body": body, "more_body": True}, DISCONNECT],
    ):
        story = "a client that leaves before its last part"
        play, _, store = post(bench, [], story, NOBODY, parts=list(parts))
        if play.error is not None and not _says_that_it_left(play):
            message = f"A client left before its last part, and the app raised {play.error!r}."
            play.missed("leaves", "crashed", message)
        elif store:
            message = f"A client left before its last part, and {shown(store)} was stored."
            play.missed("leaves", "stored-anyway", message)
        else:
            play.met("leaves", "nothing stored")


def _says_that_it_left(play: Play) -> bool:
    """Starlette's ClientDisconnect, an error of the connection, or one that is raised on purpose.

    Nobody is there to be answered: what goes up then is free.
    """
    kind, code = type(play.error).__name__, play.bench.answer.code
    return (
        isinstance(play.error, OSError)
        or kind == "ClientDisconnect"
        or (code is not None and not isinstance(play.error, ACCIDENTS) and code.throws(kind))
    )


def one_collector_for_many(bench: Bench) -> None:
    """Good and bad beacons after one another: nothing is left of the one before."""
    if bench.symptoms:
        return  # what goes wrong with one beacon goes wrong with six
    good, bad = body_of(metric()), b"{"
    bodies = [bad, good, body_of(metric("FID")), b" " * 5000, good, good]
    store: list[Any] = []
    app = bench.answer.objects["make_collector"]
    exchanges = [_posting([body[:4], body[4:]]) for body in bodies]

    async def attempt() -> None:
        collector = app(store)
        for exchange in exchanges:
            await collector(exchange.scope, exchange.receive, exchange.send)

    play = bench.perform(attempt, bench.stage(), "six beacons to one collector", None, "stores")
    got = ([exchange.status for exchange in exchanges], len(store))
    _apart(play, got, ([400, 204, 400, 413, 204, 204], 3), "Six beacons, one after another")


def collectors_side_by_side(bench: Bench) -> None:
    """Two collectors, two stores, many beacons at once, some of them bad."""
    make = bench.answer.objects["make_collector"]
    stores: list[list[Any]] = [[], []]
    bad = (3, 6)
    bodies = [body_of(metric(visit=f"v{i}", value=-1 if i in bad else 1)) for i in range(10)]
    exchanges = [_posting([body[:30], body[30:]]) for body in bodies]

    async def attempt() -> None:
        apps = [make(store) for store in stores] * 5
        pairs = zip(apps, exchanges, strict=True)
        await asyncio.gather(*(app(e.scope, e.receive, e.send) for app, e in pairs))

    story = "two collectors, ten beacons at once"
    play = bench.perform(attempt, bench.stage(), story, None, "stores")
    got = [sorted(row.get("id", "") for row in store if isinstance(row, dict)) for store in stores]
    wanted = [[f"v{i}" for i in range(10) if i % 2 == n and i not in bad] for n in (0, 1)]
    _apart(play, got, wanted, "The ids of ten beacons to two collectors at once")
    answers = [e.status if e.complete and not e.again else None for e in exchanges]
    each = [400 if i in bad else 204 for i in range(10)]
    if play.error is None and got == wanted:
        _apart(play, answers, each, "The answers to ten beacons at once (None: no whole one)")


def _posting(chunks: list[bytes]) -> Exchange:
    exchange = Exchange(http_scope("POST", "/vitals"))
    exchange.parts = request_parts(chunks)
    return exchange


def _apart(play: Play, got: Any, wanted: Any, what: str) -> None:
    if play.error is not None:
        play.missed("stores", "crashed", f"{what}: the app raised {play.error!r}.")
    elif got != wanted:
        message = f"{what}: {shown(got)}; {shown(wanted)} was expected."
        play.missed("stores", "mixed-up", message)
    else:
        play.met("stores", "beacons were kept apart")
