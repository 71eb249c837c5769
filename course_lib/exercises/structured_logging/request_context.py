"""`RequestContext`: the id that joins the logs of all services that one request touches."""

from __future__ import annotations

import ast
import asyncio
import string
from itertools import count
from typing import Any

from course_lib.exercises.asgi import Exchange, Headers, SlowExchange, http_scope
from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.stage import CLOSE
from course_lib.exercises.structured_logging.lesson import LESSON, TICKET
from course_lib.exercises.words import seconds, shown

TRACE = "5af7183fb1d04cf8a1b2c3d4e5f60718"
PARENT = "00a1b2c3d4e5f607"
SLOWEST = 0.5  # seconds, of fifty requests at once


class _App:
    """An app that notes which id it sees, also in a task of its own, and answers."""

    def __init__(self, get: Any, before: float = 0.1, error: BaseException | None = None) -> None:
        self.get, self.before, self.error = get, before, error
        self.cancelled = False
        self.saw: dict[str, list[Any]] = {}
        self.start = {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/plain"),
                (b"set-cookie", b"a=1"),
                (b"set-cookie", b"b=2"),
            ],
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        saw = self.saw.setdefault(scope["path"], [])
        saw.append(self.get())
        try:
            await asyncio.sleep(self.before)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        saw.append(self.get())

        async def child() -> None:
            await asyncio.sleep(0.01)
            saw.append(self.get())

        await asyncio.create_task(child())
        if self.error is not None:
            raise self.error
        await send(self.start)  # the same object for every request
        await send({"type": "http.response.body", "body": b"ok"})
        saw.append(self.get())


class _Ids:
    """new_id: "new-1", "new-2", ..."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._count = count(1)

    def __call__(self) -> str:
        self.made.append(f"new-{next(self._count)}")
        return self.made[-1]


def _request(
    bench: Bench,
    headers: Headers,
    story: str,
    error: BaseException | None = None,
    exchange: Exchange | None = None,
    **options: Any,
) -> tuple[Play, _App, _Ids, Exchange, dict[str, Any]]:
    objects = bench.answer.objects
    app, ids = _App(objects["get_request_id"], error=error), _Ids()
    exchange = exchange or Exchange(http_scope("GET", "/one", headers))
    notes: dict[str, Any] = {}

    async def attempt() -> None:
        notes["before"] = app.get()
        middleware = objects["RequestContext"](app, ids)
        try:
            await middleware(exchange.scope, exchange.receive, exchange.send)
        finally:
            notes["after"] = app.get()

    options.setdefault("requirement", "seen")
    play = bench.perform(attempt, bench.stage(), story, None, **options)
    return play, app, ids, exchange, notes


def _judge(
    bench: Bench, headers: Headers, expected: str | None, story: str, code: str, **facts: Any
) -> None:
    """The id of this request; None: it must be a new one."""
    play, app, ids, exchange, notes = _request(bench, headers, story)
    play.answered("seen")
    saw = app.saw.get("/one", [])
    got = saw[0] if saw else None
    wanted = expected if expected is not None else next(iter(ids.made), "an id of new_id()")
    said = (
        ", ".join(f"{n.decode('latin-1')}: {v.decode('latin-1')!r}" for n, v in headers) or "no id"
    )
    if got != wanted:
        if code in ("bad-trace-taken", "bad-id-taken"):
            code, facts["edge"] = _what_was_taken(got, headers, expected), True
        message = f"With {said} the handler saw {shown(got)}; {shown(wanted)} was expected."
        play.missed("chosen", code, message, got=got, **facts)
        return
    play.met("chosen", f"with {story} the id was {shown(got)}")
    if any(one != wanted for one in saw):
        message = f"The id was {shown(wanted)}, but the handler also saw {shown(saw)} on its way."
        play.missed("seen", "id-changes", message)
        return
    play.met("seen", "the handler and its tasks saw the id")
    _after(play, notes)
    _echoed(play, exchange, wanted, app)


def _what_was_taken(got: Any, headers: Headers, expected: str | None) -> str:
    """The code for a wrong id where some header is invalid: a part of it, or something else."""
    for name, value in headers:
        text = value.decode("latin-1")
        if isinstance(got, str) and got != expected and (got.lower() in text.lower() or got == ""):
            return "bad-trace-taken" if name == b"traceparent" else "bad-id-taken"
    if isinstance(got, str) and not got.isascii():
        return "bad-id-taken"  # decoded in another way than the check does
    return "no-new-id" if expected is None else "id-ignored"


def _after(play: Play, notes: dict[str, Any]) -> None:
    if notes.get("before") is not None or notes.get("after") is not None:
        message = (
            f"Outside of a request get_request_id() gave {shown(notes.get('before'))} before and "
            f"{shown(notes.get('after'))} after one; None was expected."
        )
        play.missed("none", "not-reset", message)
    else:
        play.met("none", "None before and after the request")


def _echoed(play: Play, exchange: Exchange, wanted: str, app: _App) -> None:
    if exchange.text_in_headers:
        message = f"The answer's headers are {shown(exchange.headers)}; ASGI wants bytes."
        play.missed("echo", "wrong-echo", message)
        return
    echoed = [v for n, v in exchange.headers if n.lower() == b"x-request-id"]
    if echoed != [wanted.encode()]:
        message = (
            f"The answer's x-request-id is {shown(echoed)}; {shown([wanted.encode()])} was "
            "expected."
        )
        play.missed("echo", "not-echoed" if not echoed else "wrong-echo", message)
        return
    rest = [(n, v) for n, v in exchange.headers if n.lower() != b"x-request-id"]
    own = [h for h in app.start["headers"] if h[0] != b"x-request-id"]
    if exchange.body != b"ok" or len(exchange.sent) != 2:
        message = (
            f"The app sent a start and the body b'ok'; {shown(exchange.sent)} reached the server."
        )
        play.missed("echo", "not-passed-on", message)
    elif rest != own or not exchange.complete:
        message = (
            f"The answer's other headers are {shown(rest)}; {shown(own)} were sent by the app."
        )
        play.missed("echo", "headers-lost", message)
    else:
        play.met("echo", "x-request-id echoed, the other headers kept")


def _traceparent(
    version: str = "00", trace: str = TRACE, parent: str = PARENT, flags: str = "01"
) -> bytes:
    return f"{version}-{trace}-{parent}-{flags}".encode()


def ids_that_come_with_the_request(bench: Bench) -> None:
    """A trace id wins over a request id; both over a new one."""
    trace, own = (b"traceparent", _traceparent()), (b"x-request-id", b"req-81_A")
    _judge(bench, [trace], TRACE, "a valid traceparent", "trace-ignored")
    story = "a valid traceparent and an X-Request-ID"
    _judge(bench, [own, trace], TRACE, story, "trace-ignored", edge=True)
    digits = "0123456789abcdef"
    every = (b"traceparent", _traceparent(trace=digits * 2, parent=digits))
    _judge(bench, [every], digits * 2, "a traceparent of all digits", "trace-ignored", edge=True)
    _judge(bench, [own], "req-81_A", "a valid X-Request-ID", "id-ignored")
    plain = string.ascii_letters + string.digits + "_-"
    given = [(b"x-request-id", plain.encode())]
    _judge(bench, given, plain, "an X-Request-ID of all letters", "id-ignored", edge=True)
    _judge(
        bench,
        [(b"x-request-id", b"a" * 64)],
        "a" * 64,
        "an X-Request-ID of 64",
        "id-ignored",
        edge=True,
    )
    _judge(bench, [(b"x-request-id", b"7")], "7", "an X-Request-ID of 1", "id-ignored", edge=True)
    zeros = [(b"x-request-id", b"000")]
    _judge(bench, zeros, "000", "an X-Request-ID of zeros", "id-ignored", edge=True)
    flags = (b"traceparent", _traceparent(flags="00"))
    story = "a traceparent that is not sampled"
    _judge(bench, [flags], TRACE, story, "trace-ignored", edge=True)
    flags = (b"traceparent", _traceparent(flags="0a"))
    story = "a traceparent with flags of a later version"
    _judge(bench, [flags], TRACE, story, "trace-ignored", edge=True)


def no_id_at_all(bench: Bench) -> None:
    """A new id is made."""
    _judge(bench, [], None, "no id", "no-new-id")
    _judge(bench, [(b"accept", b"*/*"), (b"host", b"x")], None, "other headers only", "no-new-id")


def traceparents_that_are_invalid(bench: Bench) -> None:
    """Each breaks one rule of W3C Trace Context."""
    bad = {
        "an uppercase trace-id": _traceparent(trace=TRACE.upper()),
        "an uppercase parent-id": _traceparent(parent=PARENT.upper()),
        "a trace-id of zeros": _traceparent(trace="0" * 32),
        "a parent-id of zeros": _traceparent(parent="0" * 16),
        "version ff": _traceparent("ff"),
        "version 01": _traceparent("01"),
        "a short trace-id": _traceparent(trace=TRACE[:-1]),
        "a long trace-id": _traceparent(trace=f"{TRACE}0"),
        "a short parent-id": _traceparent(parent=PARENT[1:]),
        "letters that are no hex": _traceparent(trace=f"g{TRACE[1:]}"),
        "a letter in the parent-id": _traceparent(parent=f"s{PARENT[1:]}"),
        "flags of one digit": _traceparent(flags="1"),
        "flags that are no hex": _traceparent(flags="zz"),
        "uppercase flags": _traceparent(flags="0A"),
        "an underscore in the trace-id": _traceparent(trace=f"{TRACE[:7]}_{TRACE[8:]}"),
        "a sign before the parent-id": _traceparent(parent=f"+{PARENT[1:]}"),
        "spaces in the trace-id": _traceparent(trace=f"{TRACE[:6]}  {TRACE[8:]}"),
        "spaces in the parent-id": _traceparent(parent=f"{PARENT[:6]}  {PARENT[8:]}"),
        "a fifth field": _traceparent() + b"-extra",
        "a line end": _traceparent() + b"\n",
        "bytes that are no text": b"\xff\xfe-\x80",
        "nothing in it": b"",
    }
    for what, value in bad.items():
        facts = {"upper": "uppercase" in what, "zero": "zeros" in what}
        headers = [(b"traceparent", value)]
        _judge(bench, headers, None, f"a traceparent with {what}", "bad-trace-taken", **facts)
        headers.append((b"x-request-id", b"req-9"))
        story = f"a traceparent with {what} beside an X-Request-ID"
        _judge(bench, headers, "req-9", story, "bad-trace-taken", **facts)


def request_ids_that_are_invalid(bench: Bench) -> None:
    """Line ends, lengths, letters that are not plain."""
    bad = (
        b"abc\r\nX-Admin: 1",
        b"abc\n",
        b"a b",
        b"",
        b"a" * 65,
        b"\xe9t\xe9",
        b"a;b",
        b"a.b",
        "\u0663".encode(),
        b"\xff",
    )
    for value in bad:
        story = f"the X-Request-ID {shown(value)}"
        _judge(bench, [(b"x-request-id", value)], None, story, "bad-id-taken")


def a_handler_that_fails(bench: Bench) -> None:
    """The id is gone afterwards, also when the request fails or is cancelled."""
    error = KeyError("a bug")
    headers = [(b"x-request-id", b"req-5")]
    play, app, _, _, notes = _request(
        bench, headers, "a handler that fails", error, requirement="none"
    )
    if play.error is not error:
        message = f"The handler raised {error!r}, and {play.error!r} came out."
        play.missed("none", "error-lost", message)
    elif app.saw.get("/one", [None])[0] == "req-5":
        _after(play, notes)
    story = "a request that is cancelled"
    play, app, _, _, notes = _request(bench, headers, story, requirement="none", cancel_at=0.05)
    if not play.cancelled("none", 0.05):
        return
    if not app.cancelled:
        message = "The request was cancelled at 0.050 s, and its handler was not."
        play.missed("none", "cancellation-lost", message)
        return
    _after(play, notes)


def a_client_that_is_gone_or_slow(bench: Bench) -> None:
    """A send that fails, one that is cancelled, and an answer of minutes."""
    headers = [(b"x-request-id", b"req-6")]
    scope = http_scope("GET", "/one", headers)
    gone = ConnectionResetError("the client is gone")
    for good in (0, 1):  # at the start of the answer, and at its body
        exchange = SlowExchange(scope, send_fails=gone, good=good)
        play, *_, notes = _request(
            bench, headers, "a send that fails", exchange=exchange, requirement="none"
        )
        if play.error is not gone:
            message = f"send raised {gone!r}, and {play.error!r} came out."
            play.missed("none", "error-lost", message)
        elif exchange.tries > good + 1:
            message = f"The same message was handed over {exchange.tries - good} times."
            play.missed("echo", "not-passed-on", message)
        else:
            _after(play, notes)
        exchange = SlowExchange(scope, delay=5.0, good=good)
        story = "a request that is cancelled during a send"
        play, *_, notes = _request(
            bench, headers, story, exchange=exchange, requirement="none", cancel_at=0.4
        )
        if play.cancelled("none", 0.4):
            _after(play, notes)
    exchange = SlowExchange(scope, delay=60.0)
    play, app, *_ = _request(bench, headers, "an answer of minutes", exchange=exchange)
    play.answered("echo")
    _echoed(play, exchange, "req-6", app)


def other_scopes_that_end_badly(bench: Bench) -> None:
    """A cancelled websocket, and a lifespan whose app raises."""
    objects = bench.answer.objects
    for error in (None, KeyError("a bug")):

        async def app(scope: Any, receive: Any, send: Any, error: Any = error) -> None:
            await asyncio.sleep(0.2)
            if error is not None:
                raise error
            await asyncio.sleep(60.0)

        kind = "lifespan" if error else "websocket"

        async def attempt(app: Any = app, kind: str = kind) -> None:
            scope = {"type": kind, "path": "/", "headers": []}
            exchange = Exchange(scope)
            middleware = objects["RequestContext"](app, _Ids())
            await middleware(scope, exchange.receive, exchange.send)

        story = f"a {kind} that {'fails' if error else 'is cancelled'}"
        cancel_at = None if error else 0.4
        play = bench.perform(attempt, bench.stage(), story, None, "scopes", cancel_at=cancel_at)
        if error is None:
            play.cancelled("scopes", 0.4)
        elif play.error is not error:
            message = f"The app of {story} raised {error!r}, and {play.error!r} came out."
            play.missed("scopes", "scope-touched", message)


def other_scopes(bench: Bench) -> None:
    """Lifespan and websocket are none of its business."""
    objects = bench.answer.objects
    for scope in ({"type": "lifespan"}, {"type": "websocket", "path": "/live", "headers": []}):
        seen: list[Any] = []

        async def app(*given: Any, seen: list[Any] = seen) -> None:
            seen.extend(given)

        exchange = Exchange(scope)

        async def attempt(app: Any = app, exchange: Exchange = exchange) -> None:
            middleware = objects["RequestContext"](app, _Ids())
            await middleware(exchange.scope, exchange.receive, exchange.send)

        kind = scope["type"]
        play = bench.perform(attempt, bench.stage(), f"a {kind} scope", None, "scopes")
        if play.error is not None:
            play.missed("scopes", "scope-broken", f"A {kind} scope raised {play.error!r}.")
        elif (
            len(seen) != 3 or seen[0] is not scope or seen[1:] != [exchange.receive, exchange.send]
        ):
            message = (
                f"The app got something else than the {kind} scope, receive and send it was sent."
            )
            play.missed("scopes", "scope-touched", message)
        else:
            play.met("scopes", "lifespan and websocket passed untouched")


def one_after_another_in_one_task(bench: Bench) -> None:
    """A server may run many requests in one task; the answer's start may be one object."""
    objects = bench.answer.objects
    app, ids = _App(objects["get_request_id"]), _Ids()
    headers = [[(b"x-request-id", b"req-1")], [], [(b"x-request-id", b"req-3")]]
    exchanges = [Exchange(http_scope("GET", f"/{i}", h)) for i, h in enumerate(headers)]

    async def attempt() -> None:
        middleware = objects["RequestContext"](app, ids)
        for exchange in exchanges:
            await middleware(exchange.scope, exchange.receive, exchange.send)

    play = bench.perform(attempt, bench.stage(), "three requests in one task", None, "echo")
    play.answered("echo")
    wanted = ["req-1", "new-1", "req-3"]
    saw = [app.saw.get(f"/{i}", [None])[0] for i in range(3)]
    if saw != wanted:
        message = (
            f"Three requests one after another saw {shown(saw)}; {shown(wanted)} was expected."
        )
        play.missed("mixed", "mixed-up", message)
        return
    for exchange, one in zip(exchanges, wanted, strict=True):
        _echoed(play, exchange, one, app)


def _echo_of(exchange: Exchange) -> list[str]:
    return [v.decode("latin-1") for n, v in exchange.headers if n.lower() == b"x-request-id"]


def fifty_at_once(bench: Bench) -> None:
    """Half of them bring an id of their own."""
    objects = bench.answer.objects
    app, ids = _App(objects["get_request_id"]), _Ids()
    app.before = 0.0

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.01 * ((int(scope["path"][1:]) * 37) % 50))
        await app(scope, receive, send)

    exchanges = [
        Exchange(
            http_scope("GET", f"/{i}", [(b"x-request-id", f"req-{i}".encode())] if i % 2 else [])
        )
        for i in range(50)
    ]

    async def attempt() -> None:
        middleware = objects["RequestContext"](slow, ids)
        await asyncio.gather(*(middleware(e.scope, e.receive, e.send) for e in exchanges))

    play = bench.perform(attempt, bench.stage(), "50 requests at once", None, "mixed")
    play.answered("mixed")
    if play.run.elapsed > SLOWEST + CLOSE:
        took, slowest = seconds(play.run.elapsed), seconds(SLOWEST)
        message = f"50 requests at once took {took}; the slowest of them takes {slowest}."
        play.missed("mixed", "too-slow", message)
        return
    ids_seen = set()
    for i, exchange in enumerate(exchanges):
        saw = set(app.saw.get(f"/{i}", [None]))
        echo = [] if exchange.text_in_headers else _echo_of(exchange)
        if len(saw) != 1 or list(saw) != echo or (i % 2 and saw != {f"req-{i}"}):
            message = (
                f"Among 50 requests at once, request {i} saw {shown(sorted(map(str, saw)))}, and "
                f"its answer's x-request-id was {shown(echo)}."
            )
            play.missed("mixed", "mixed-up", message)
            return
        ids_seen |= saw
    if len(ids_seen) != 50:
        message = f"50 requests at once had {len(ids_seen)} different ids."
        play.missed("mixed", "mixed-up", message)
    else:
        play.met("mixed", "50 requests at once, 50 ids")


def _matches(evidence: Evidence) -> bool:
    code = evidence.code
    return bool(code.calls("match", "search"))


def _globals(evidence: Evidence) -> bool:
    """The id is kept in a name of the module, or in something that one holds; no ContextVar."""
    code = evidence.code
    holders = {
        target.id
        for node in code.tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    held = code.any(
        (ast.Subscript, ast.Attribute),
        lambda node: (
            isinstance(node.ctx, ast.Store)
            and getattr(node.value, "id", "") in holders
            # With a key of its own for each request it is shared by nobody.
            and isinstance(getattr(node, "slice", None), (ast.Constant, type(None)))
        ),
    )
    shared = held or any(True for _ in code.nodes(ast.Global)) or bool(code.calls("local"))
    return shared and not code.calls("ContextVar")


MISCONCEPTIONS = (
    Misconception(
        "each hop makes its own id",
        "Take the incoming id when it is valid, or the trail breaks between services.",
        frozenset({"trace-ignored", "id-ignored"}),
        lambda e: str(e.facts.get("got", "")).startswith("new-") and not e.facts.get("edge"),
    ),
    Misconception(
        "a global is per request",
        "A module global is shared by all concurrent requests: after the first await you read "
        "another request's id.",
        frozenset({"mixed-up", "id-changes"}),
        _globals,
    ),
    Misconception(
        "match() checks the whole string",
        "re.match anchors only at the start, and `$` also fits before a last line end: "
        "'abc\\r\\nX' or 'abc\\n' passes; use fullmatch.",
        frozenset({"bad-id-taken", "bad-trace-taken"}),
        _matches,
    ),
    Misconception(
        "contextvars clean up after themselves",
        "Reset the token: the value stays in the caller's context when no new task is made.",
        frozenset({"not-reset"}),
        lambda e: bool(e.code.calls("ContextVar")) and not _resets_in_finally(e),
    ),
    Misconception(
        "parent-id identifies the request",
        "The second field (trace-id) joins the logs; the third is only the caller's span.",
        frozenset({"trace-ignored"}),
        lambda e: e.facts.get("got") == PARENT,
    ),
    Misconception(
        "hex is case-insensitive here",
        "W3C Trace Context requires lowercase hex; an uppercase header is invalid.",
        frozenset({"bad-trace-taken"}),
        lambda e: e.facts.get("upper", False),
    ),
    Misconception(
        "any 32 hex digits are a trace id",
        "An all-zero trace-id or parent-id is invalid in W3C Trace Context.",
        frozenset({"bad-trace-taken"}),
        lambda e: e.facts.get("zero", False),
    ),
)


def _resets_in_finally(evidence: Evidence) -> bool:
    code = evidence.code
    return any(
        code.calls("reset", "set", inside=line)
        for block in code.nodes(ast.Try)
        for line in block.finalbody
    )


REQUEST_CONTEXT = Exercise(
    id="RequestContext",
    lesson=LESSON,
    ticket=TICKET,
    title="One id from the first service to the last",
    rank="stretch",
    names=(
        Required("RequestContext", "class", ("app", "new_id")),
        Required("get_request_id", "function"),
    ),
    contract=(
        "`class RequestContext` with `__init__(app, new_id)`, an ASGI middleware for http scopes, "
        "and the function `get_request_id() -> str | None`. The id is the trace-id of a valid "
        "W3C traceparent (version 00, lowercase hex, no id of zeros); else an X-Request-ID that "
        "fully matches `[A-Za-z0-9_-]{1,64}`; else `new_id()`. The handler sees it, afterwards it "
        "is None, and the answer echoes it as x-request-id with all other headers kept. All else "
        "passes as it is: each message once, each error and each cancellation. Header names "
        "arrive in lower case, each at most once."
    ),
    requirements=(
        Requirement(
            "chosen", "Takes the trace-id, else the X-Request-ID, else new_id().", "the id"
        ),
        Requirement("seen", "The handler and its tasks see the id.", "get_request_id()"),
        Requirement("none", "Outside of a request there is none.", "None, also after a failure"),
        Requirement(
            "echo", "Echoes it as x-request-id; the rest of the answer stays.", "one header more"
        ),
        Requirement("scopes", "Passes other scopes untouched.", "lifespan, websocket"),
        Requirement("mixed", "Never mixes the ids of requests.", "50 at once, 50 ids"),
    ),
    hints=(
        "fullmatch, not match.",
        "`ContextVar.set` gives a token; reset it in `finally`.",
        "Copy the start message and append the header.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        ids_that_come_with_the_request,
        no_id_at_all,
        traceparents_that_are_invalid,
        request_ids_that_are_invalid,
        a_handler_that_fails,
        a_client_that_is_gone_or_slow,
        other_scopes,
        other_scopes_that_end_badly,
        one_after_another_in_one_task,
        fifty_at_once,
    ),
    own_codes=frozenset(
        {
            "trace-ignored",
            "id-ignored",
            "no-new-id",
            "bad-trace-taken",
            "bad-id-taken",
            "id-changes",
            "not-reset",
            "not-echoed",
            "wrong-echo",
            "headers-lost",
            "not-passed-on",
            "error-lost",
            "cancellation-lost",
            "scope-broken",
            "scope-touched",
            "mixed-up",
            "too-slow",
        }
    ),
)
