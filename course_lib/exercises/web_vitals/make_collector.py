"""`make_collector`: an endpoint that anybody can post to."""

from __future__ import annotations

import ast
import asyncio
import json
from collections.abc import Sequence
from typing import Any

from course_lib.exercises.asgi import Exchange, Headers, http_scope, request_parts
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.web_vitals.lesson import LESSON, TICKET
from course_lib.exercises.words import shown

DISCONNECT = {"type": "http.disconnect"}


def _metric(
    name: str = "LCP", visit: Any = "v1-17", value: Any = 1234.5, **more: Any
) -> dict[str, Any]:
    return {"name": name, "id": visit, "value": value} | more


def _beacon(*metrics: Any) -> bytes:
    return json.dumps({"metrics": list(metrics)}).encode()


def _post(
    bench: Bench,
    chunks: Sequence[bytes],
    story: str,
    method: str = "POST",
    headers: Headers = ((b"content-type", b"text/plain;charset=UTF-8"),),
    parts: list[dict[str, Any]] | None = None,
    before: Sequence[Any] = (),
    **limits: int,
) -> tuple[Play, Exchange, list[Any]]:
    """Send one request to a new collector, and see what it answered and stored."""
    store: list[Any] = list(before)
    exchange = Exchange(http_scope(method, "/vitals", headers))
    exchange.parts = request_parts(chunks) if parts is None else parts
    make = bench.answer.objects["make_collector"]

    async def attempt() -> None:
        await make(store, **limits)(exchange.scope, exchange.receive, exchange.send)

    play = bench.perform(attempt, bench.stage(), story, None, "accepts")
    return play, exchange, store


def _accepted(
    bench: Bench,
    metrics: Sequence[dict[str, Any]],
    story: str,
    chunks: Sequence[bytes] | None = None,
    **options: Any,
) -> None:
    body = chunks if chunks is not None else [_beacon(*metrics)]
    play, exchange, store = _post(bench, body, story, **options)
    if play.error is not None:
        code = "crashed"
        message = f"A good beacon ({story}) ended with {play.error!r}, a 500 to the browser."
        play.missed("accepts", code, message)
        return
    if exchange.status != 204 or not exchange.complete:
        answered = exchange.status if exchange.complete else "an answer without an end"
        message = f"A good beacon ({story}) was answered with {answered}; 204 was expected."
        play.missed("accepts", "not-204", message, status=exchange.status)
    elif exchange.body:
        message = (
            f"The answer to a good beacon has the body {shown(exchange.body)}; it must be empty."
        )
        play.missed("accepts", "not-204", message, status=204)
    rows = [{"name": m["name"], "id": m["id"], "value": float(m["value"])} for m in metrics]
    rows = [*options.get("before", ()), *rows]
    if not same(store, rows):
        message = f"The store holds {shown(store)}; {shown(rows)} was expected ({story})."
        play.missed("stores", "wrong-store", message)
    else:
        play.met("stores", f"stored {len(rows)} rows of name, id and value")
        play.met("accepts", "204 with an empty body")


def _refused(
    bench: Bench,
    chunks: Sequence[bytes],
    status: int,
    requirement: str,
    code: str,
    story: str,
    **options: Any,
) -> None:
    play, exchange, store = _post(bench, chunks, story, **options)
    stored = len(store) - len(options.get("before", ()))
    play.given = (stored, _sent(chunks))
    if play.error is not None:
        message = (
            f"{story} raised {type(play.error).__name__}: {play.error}; {status} was expected."
        )
        play.missed(requirement, "crashed", message)
        return
    if exchange.status != status:
        message = f"{story} was answered with {exchange.status}; {status} was expected."
        facts = {"status": exchange.status, "story": story, "stored": stored}
        play.missed(requirement, code, message, sent=_sent(chunks), **facts)
    elif not exchange.complete:
        message = f"{story}: the answer {status} has no end (http.response.body)."
        play.missed(requirement, "no-answer", message)
    else:
        play.met(requirement, f"{story}: {status}")
    if store != list(options.get("before", ())):
        message = f"{story}, and the store holds {shown(store)}; nothing may be stored."
        play.missed("whole", "stored-anyway", message)
    else:
        play.met("whole", "a refused beacon left nothing behind")


def _sent(chunks: Sequence[bytes]) -> int:
    """How many metrics a body holds; 0 if it cannot be read."""
    try:
        return len(json.loads(b"".join(chunks))["metrics"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return 0


def _took_all(evidence: Evidence) -> bool:
    """What should have been refused was stored, not left out."""
    return evidence.facts.get("stored", 0) >= evidence.facts.get("sent", 0) > 0


def _took_some(evidence: Evidence) -> bool:
    """Some of a beacon's metrics were stored and others left out."""
    for play in evidence.symptom.play.bench.plays:
        if isinstance(play.given, tuple) and 0 < play.given[0] < play.given[1]:
            return True
    return False


def beacons_that_are_good(bench: Bench) -> None:
    """From one metric to five, with more fields than needed."""
    one = _metric()
    _accepted(bench, [one], "one metric")
    names = ("LCP", "INP", "CLS", "FCP", "TTFB")
    five = [
        _metric(n, f"v{i}", i / 8, seq=1, delta=0.1, url="/?token=x") for i, n in enumerate(names)
    ]
    _accepted(bench, five, "the five metrics, with more fields")
    _accepted(bench, [_metric(value=0), _metric(value=7)], "integers, and 0")
    _accepted(bench, [_metric(visit="x" * 64), _metric(visit="é")], "ids of 64 letters and of one")
    _accepted(bench, [one, one], "one metric twice")
    earlier = [{"name": "LCP", "id": "old", "value": 1.0}]
    _accepted(bench, [one], "a store that holds something", before=earlier)
    for headers in (
        (),
        ((b"content-type", b"application/json"),),
        ((b"content-type", b"image/png"),),
    ):
        _accepted(bench, [one], "another content type", headers=headers)


def bodies_in_many_parts(bench: Bench) -> None:
    """A character may be cut in two."""
    metrics = [_metric(visit="ü-1"), _metric("CLS", "v2", 0.05)]
    body = json.dumps({"metrics": metrics}, ensure_ascii=False).encode()
    _accepted(bench, metrics, "a body in single bytes", [bytes([b]) for b in body])
    _accepted(bench, metrics, "a body with an empty part", [body[:9], b"", body[9:]])
    _accepted(bench, metrics, "a body whose last part is empty", [body, b""])


def bodies_up_to_the_limit(bench: Bench) -> None:
    """Exactly max_body bytes are fine."""
    body = _beacon(_metric())
    exact = body + b" " * (200 - len(body))
    _accepted(bench, [_metric()], "exactly max_body bytes", [exact], max_body=200)
    _accepted(
        bench,
        [_metric()],
        "exactly max_body bytes in parts",
        [exact[:50], exact[50:]],
        max_body=200,
    )
    big = body + b" " * (4096 - len(body))
    _accepted(bench, [_metric()], "exactly 4096 bytes", [big])


def bodies_over_the_limit(bench: Bench) -> None:
    """Whatever the header says."""
    body = _beacon(_metric())
    over = body + b" " * (201 - len(body))
    lies = ((b"content-length", b"5"),)
    size = "size"
    for chunks, story, headers in (
        ([over], "One byte over max_body", ()),
        ([over[:100], over[100:]], "One byte over max_body, in parts", ()),
        ([over], "One byte over max_body with a false content-length", lies),
        ([b" " * 150] * 3, "Far over max_body, in parts", ()),
        ([b"{" * 201], "Over max_body and no JSON", ()),
    ):
        _refused(bench, chunks, 413, size, "size-not-checked", story, headers=headers, max_body=200)
    _refused(bench, [body + b" " * 4097], 413, size, "size-not-checked", "Over 4096 bytes")
    honest = ((b"content-length", str(len(body)).encode()),)
    _accepted(bench, [_metric()], "an honest content-length", headers=honest)
    _accepted(
        bench,
        [_metric()],
        "a content-length that is too large",
        headers=((b"content-length", b"9999"),),
    )


def methods(bench: Bench) -> None:
    """Only POST may write."""
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "HEAD"):
        story = f"The method {method}"
        _refused(
            bench, [_beacon(_metric())], 405, "method", "method-accepted", story, method=method
        )


def malformed_bodies(bench: Bench) -> None:
    """No JSON, other JSON, JSON without what is needed."""
    bad = {
        "An empty body": b"",
        "No JSON": b"{metrics:",
        "Bytes that are no UTF-8": b'{"metrics": "\xff\xfe"}',
        "A JSON list": b"[]",
        "A JSON number": b"7",
        "null": b"null",
        "No metrics": b"{}",
        "Metrics that are no list": b'{"metrics": {"name": "LCP"}}',
        "Metrics that are text": b'{"metrics": "LCP"}',
        "An empty list of metrics": b'{"metrics": []}',
        "JSON nested too deep": b"[" * 3000,
        "Metrics nested too deep": b'{"metrics": ' + b"[" * 2000 + b"]" * 2000 + b"}",
    }
    for story, body in bad.items():
        _refused(bench, [body], 400, "malformed", "malformed-accepted", story)
    for entry in (7, "LCP", None, [], ["LCP", "v", 1], True):
        story = f"A metric that is {shown(entry)}"
        _refused(bench, [_beacon(_metric(), entry)], 400, "malformed", "malformed-accepted", story)
    for missing in ("name", "id", "value"):
        entry = _metric()
        del entry[missing]
        story = f"A metric without {missing}"
        _refused(bench, [_beacon(entry)], 400, "malformed", "malformed-accepted", story)


def too_many_metrics(bench: Bench) -> None:
    """max_metrics are fine, one more is not."""
    twenty = [_metric(visit=f"v{i}") for i in range(20)]
    _accepted(bench, twenty, "exactly 20 metrics")
    story = "21 metrics"
    _refused(bench, [_beacon(*twenty, _metric())], 400, "count", "too-many-accepted", story)
    three = [_metric(visit=f"v{i}") for i in range(3)]
    _accepted(bench, three[:2], "exactly max_metrics", max_metrics=2)
    _refused(
        bench,
        [_beacon(*three)],
        400,
        "count",
        "too-many-accepted",
        "More than max_metrics",
        max_metrics=2,
    )


def bad_names_and_ids(bench: Bench) -> None:
    """Names nobody knows, names that are no text, ids too long."""
    for name in ("FID", "lcp", "", "__proto__", 5, None, ["LCP"], {"LCP": 1}):
        story = f"The name {shown(name)}"
        _refused(bench, [_beacon(_metric(), _metric(name))], 400, "names", "name-accepted", story)
    for visit in ("", "x" * 65, 7, None, ["v"], True):
        story = f"The id {shown(visit)}"
        _refused(bench, [_beacon(_metric(visit=visit))], 400, "names", "id-accepted", story)


def bad_values(bench: Bench) -> None:
    """What JSON can carry and a percentile cannot."""
    raw = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 400)
    kinds = {"NaN": "nan", "Infinity": "nan", "-Infinity": "nan", "1e999": "nan", "-1e999": "nan"}
    for text in raw:
        body = f'{{"metrics": [{{"name": "CLS", "id": "v", "value": {text}}}]}}'.encode()
        code = "nan-accepted" if text in kinds else "malformed-accepted"
        said = text if len(text) < 20 else "an integer of 400 digits"
        _refused(bench, [body], 400, "values", code, f"The value {said}")
    for value in (-1, -0.001):
        _refused(
            bench,
            [_beacon(_metric(value=value))],
            400,
            "values",
            "negative-accepted",
            f"The value {value}",
        )
    for value in (True, False, "12", None, [1], {"a": 1}):
        story = f"The value {shown(value)}"
        _refused(bench, [_beacon(_metric(value=value))], 400, "values", "value-accepted", story)


def good_beside_bad(bench: Bench) -> None:
    """All or nothing, wherever the bad one stands."""
    good, bad = [_metric(visit=f"g{i}") for i in range(3)], _metric(value=-5)
    for i in range(4):
        entries = [*good[:i], bad, *good[i:]]
        story = f"Three good metrics and a bad one at {i}"
        earlier = [{"name": "LCP", "id": "old", "value": 1.0}]
        _refused(
            bench, [_beacon(*entries)], 400, "values", "negative-accepted", story, before=earlier
        )


def a_client_that_leaves(bench: Bench) -> None:
    """At once, half way, and after all but the last part."""
    body = _beacon(_metric())
    for parts in (
        [DISCONNECT],
        [{"type": "http.request", "body": body[:20], "more_body": True}, DISCONNECT],
        [{"type": "http.request", "body": body, "more_body": True}, DISCONNECT],
    ):
        story = "a client that leaves before its last part"
        play, _, store = _post(bench, [], story, parts=list(parts))
        if play.error is not None:
            message = f"A client left before its last part, and the app raised {play.error!r}."
            play.missed("leaves", "crashed", message)
        elif store:
            message = f"A client left before its last part, and {shown(store)} was stored."
            play.missed("leaves", "stored-anyway", message)
        else:
            play.met("leaves", "nothing stored")


def collectors_side_by_side(bench: Bench) -> None:
    """Two collectors, two stores, many beacons at once."""
    make = bench.answer.objects["make_collector"]
    stores: list[list[Any]] = [[], []]

    async def attempt() -> None:
        apps = [make(store) for store in stores]
        exchanges = []
        for i in range(10):
            exchange = Exchange(http_scope("POST", "/vitals"))
            body = _beacon(_metric(visit=f"v{i}"))
            exchange.parts = request_parts([body[:30], body[30:]])
            exchanges.append((apps[i % 2], exchange))
        await asyncio.gather(*(app(e.scope, e.receive, e.send) for app, e in exchanges))

    play = bench.perform(
        attempt, bench.stage(), "two collectors, ten beacons at once", None, "stores"
    )
    play.answered("stores")
    got = [sorted(row.get("id", "") for row in store if isinstance(row, dict)) for store in stores]
    wanted = [[f"v{i}" for i in range(10) if i % 2 == n] for n in (0, 1)]
    if got != wanted:
        message = (
            f"Ten beacons to two collectors were stored as {shown(got)}; {shown(wanted)} "
            "was expected."
        )
        play.missed("stores", "mixed-up", message)


def _trusts_header(evidence: Evidence) -> bool:
    return evidence.code.any(
        ast.Constant, lambda n: n.value in ("content-length", b"content-length")
    )


def _unbound(evidence: Evidence) -> bool:
    return isinstance(evidence.symptom.play.error, UnboundLocalError)


def _bad_input_crash(evidence: Evidence) -> bool:
    kinds = (ValueError, RecursionError, KeyError, TypeError, AttributeError, OverflowError)
    error = evidence.symptom.play.error
    return isinstance(error, kinds) and evidence.symptom.requirement != "accepts"


MISCONCEPTIONS = (
    Misconception(
        "+= on an outer name mutates it",
        "store += rows inside the nested function makes store a local name (UnboundLocalError): "
        "every good beacon is a 500.",
        frozenset({"crashed"}),
        _unbound,
    ),
    Misconception(
        "bad input is an exception",
        "Malformed JSON must be a 400, not an unhandled exception.",
        frozenset({"crashed"}),
        _bad_input_crash,
    ),
    Misconception(
        "names come from our own script",
        "Anyone can post: unknown metric names blow up cardinality.",
        frozenset({"name-accepted"}),
        _took_all,
    ),
    Misconception(
        "content-length is the size",
        "The header is absent or false for chunked bodies: count the bytes that arrive.",
        frozenset({"size-not-checked", "not-204", "crashed"}),
        _trusts_header,
    ),
    Misconception(
        "method does not matter",
        "Only POST may write: answer 405 to others.",
        frozenset({"method-accepted"}),
        lambda e: True,
    ),
    Misconception(
        "JSON has no NaN",
        "Python's json.loads accepts NaN and Infinity: one NaN destroys every percentile.",
        frozenset({"nan-accepted"}),
        lambda e: _took_all(e) and bool(e.code.calls("loads", "load", "decode")),
    ),
    Misconception(
        "durations cannot be negative",
        "The wire can carry anything: reject negative values.",
        frozenset({"negative-accepted"}),
        _took_all,
    ),
    Misconception(
        "store what is valid",
        "All or nothing: a rejected beacon must leave nothing behind.",
        frozenset({"stored-anyway"}),
        _took_some,
    ),
    Misconception(
        "200 OK with a body",
        "Nobody reads a beacon's answer: reply 204 without a body.",
        frozenset({"not-204"}),
        lambda e: e.facts.get("status") in (200, 201, 204),
    ),
)

MAKE_COLLECTOR = Exercise(
    id="make_collector",
    lesson=LESSON,
    ticket=TICKET,
    title="Take beacons from anybody, and keep only what is sound",
    rank="stretch",
    names=(Required("make_collector", "function", ("store",)),),
    contract=(
        "`make_collector(store, max_body=4096, max_metrics=20)` gives an ASGI app for http scopes "
        'that takes `{"metrics": [{name, id, value, ...}]}` of any content type by POST '
        "(else 405). "
        "413 for more than max_body bytes, counted as they arrive; 400 for anything "
        "malformed: 1 to "
        "max_metrics entries, one of the five names, id a text of 1 to 64, value a finite "
        "non-negative number (no bool). All or nothing: it adds {name, id, value: float} to store "
        "and answers 204 with an empty body. A client that leaves before its last part stores "
        "nothing."
    ),
    requirements=(
        Requirement("accepts", "Answers a good beacon with 204 and no body.", "204"),
        Requirement(
            "stores", "Stores name, id and value (a float) of each metric.", "three fields"
        ),
        Requirement("method", "Answers 405 to any method but POST.", "405"),
        Requirement("size", "Answers 413 when more than max_body bytes arrive.", "413"),
        Requirement("malformed", "Answers 400 to what is not such JSON.", "400"),
        Requirement("count", "Takes 1 to max_metrics entries.", "400 for more"),
        Requirement("names", "Takes the five names, and ids of 1 to 64 letters.", "400 for others"),
        Requirement("values", "Takes finite numbers that are not negative.", "400 for others"),
        Requirement("whole", "Stores all of a beacon or nothing.", "nothing of a refused one"),
        Requirement("leaves", "Stores nothing of a client that leaves early.", "nothing"),
    ),
    hints=(
        "Loop on `more_body`.",
        "Validate all, then `store.extend`.",
        "bool is an int, and NaN parses.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        beacons_that_are_good,
        bodies_in_many_parts,
        bodies_up_to_the_limit,
        bodies_over_the_limit,
        methods,
        malformed_bodies,
        too_many_metrics,
        bad_names_and_ids,
        bad_values,
        good_beside_bad,
        a_client_that_leaves,
        collectors_side_by_side,
    ),
    own_codes=frozenset(
        {
            "crashed",
            "not-204",
            "wrong-store",
            "no-answer",
            "method-accepted",
            "size-not-checked",
            "malformed-accepted",
            "too-many-accepted",
            "name-accepted",
            "id-accepted",
            "nan-accepted",
            "negative-accepted",
            "value-accepted",
            "stored-anyway",
            "mixed-up",
        }
    ),
)
