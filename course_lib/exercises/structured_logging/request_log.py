"""`RequestLog`: a pure ASGI middleware that leaves one record for each request."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.exercises.asgi import Exchange, Handler, SlowExchange, http_scope, request_parts
from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.code import FUNCTIONS, Code
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.structured_logging.lesson import LESSON, TICKET
from course_lib.exercises.words import number, seconds, shown

MS = 0.0011  # a duration may be rounded to three decimals of a millisecond


class _Log:
    """The `emit` and the `clock` that a check injects, and what they gave.

    The clock runs `rate` times as fast as the loop's.
    """

    def __init__(self, broken: Exception | None = None, rate: float = 1.0) -> None:
        self.records: list[tuple[float, Any]] = []
        self.broken = broken
        self.rate = rate

    def emit(self, record: Any) -> None:
        # A copy: what is added to a record afterwards was not emitted.
        kept = dict(record) if isinstance(record, dict) else record
        self.records.append((asyncio.get_running_loop().time(), kept))
        if self.broken is not None:
            raise self.broken

    def clock(self) -> float:
        return 400.0 + self.rate * asyncio.get_running_loop().time()


class _QuietError(Exception):
    """An exception that is false, as exceptions with a length of 0 are."""

    def __len__(self) -> int:
        return 0


class _OddError(BaseException):
    """No Exception, and no cancellation."""


def _serve(
    bench: Bench, exchange: Exchange, app: Any, story: str, log: _Log, **options: Any
) -> Play:
    """Send one request through the middleware around `app`."""
    made = bench.answer.objects["RequestLog"]

    async def attempt() -> Any:
        return await made(app, log.emit, log.clock)(exchange.scope, exchange.receive, exchange.send)

    options.setdefault("requirement", "record")
    return bench.perform(attempt, bench.stage(), story, None, **options)


def _one_record(play: Play, log: _Log, **wanted: Any) -> dict[str, Any] | None:
    """Exactly one record, at the end, with these fields."""
    if len(log.records) != 1:
        code = "no-record" if not log.records else "many-records"
        message = f"The request left {number(len(log.records), 'record')}; one was expected."
        play.missed("record", code, message)
        return None
    at, record = log.records[0]
    if not isinstance(record, dict):
        play.missed("record", "wrong-shape", f"emit got {shown(record)}; a dict was expected.")
        return None
    play.met("record", "one record a request")
    for key in ("method", "path", "duration_ms", "status"):
        if key not in record:
            message = f"The record {shown(record)} has no {key}."
            play.missed("record", "wrong-shape", message)
            return None
    _fields(play, record, wanted)
    _duration(play, record, at, log.rate)
    return record


def _fields(play: Play, record: dict[str, Any], wanted: dict[str, Any]) -> None:
    for key in ("method", "path"):
        if key in wanted and record[key] != wanted[key]:
            message = f"{key} is {shown(record[key])}; {shown(wanted[key])} was expected."
            play.missed("record", "wrong-field", message)
    status = record["status"]
    if status != wanted["status"] or isinstance(status, (str, bool)):
        message = f"status is {shown(status)}; {wanted['status']} was expected."
        play.missed("status", "wrong-status", message, got=status, wanted=wanted["status"])
    else:
        play.met("status", f"status {status}")
    error = wanted.get("error")
    if error is None and "error" in record:
        message = f"Nothing went wrong, and the record has error={shown(record['error'])}."
        play.missed("error", "error-always", message)
    elif error is not None and record.get("error") != error:
        got = shown(record["error"]) if "error" in record else "not in the record"
        message = f"error is {got}; {error!r} was expected."
        code = "error-missing" if "error" not in record else "error-text"
        play.missed("error", code, message, error=error)
    elif error is not None:
        play.met("error", f"error {error}")


def _duration(play: Play, record: dict[str, Any], at: float, rate: float) -> None:
    end = play.run.elapsed
    if abs(at - end) > 1e-6:
        message = f"The record was made at {seconds(at)}; the app ended at {seconds(end)}."
        play.missed("duration", "too-soon", message, share=at / end)
        return
    got, took = record["duration_ms"], end * rate * 1000
    if isinstance(got, bool) or not isinstance(got, (int, float)) or abs(got - took) > MS:
        by = "" if rate == 1.0 else " by the clock that was given"
        message = f"duration_ms is {shown(got)}; the request took {took:.3f} ms{by}."
        share = got / took if isinstance(got, (int, float)) else 1.0
        play.missed("duration", "wrong-duration", message, share=share)
    else:
        play.met("duration", f"{got} ms, to the end of the app")


def _passed_on(play: Play, exchange: Exchange, app: Handler, body: bytes = b"part") -> None:
    if len(exchange.sent) != 3:
        message = f"The app sent 3 messages, and {len(exchange.sent)} reached the server."
        play.missed("passed", "not-passed-on", message)
    elif (exchange.status, exchange.headers) != (app.status, list(app.headers)):
        message = (
            f"The app started its answer with {app.status} and {shown(list(app.headers))}; "
            f"{exchange.status} and {shown(exchange.headers)} reached the server."
        )
        play.missed("passed", "not-passed-on", message)
    elif exchange.body != body:
        message = f"The body {shown(body)} was due, and {shown(exchange.body)} reached the server."
        play.missed("passed", "not-passed-on", message)
    else:
        play.met("passed", "every message reached the server")


@dataclass(frozen=True)
class _Echo(Handler):
    """Sends back what it receives."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(self.before)
        body = (await receive())["body"]
        start = {"type": "http.response.start", "status": self.status}
        await send(start | {"headers": list(self.headers)})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@dataclass(frozen=True)
class _FromATask(Handler):
    """Answers from a task of its own, as Starlette's BaseHTTPMiddleware does."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await asyncio.create_task(super().__call__(scope, receive, send))


@dataclass(frozen=True)
class _Tidy(Handler):
    """Takes a tenth of a second to clean up when it is cancelled, and notes its end."""

    ended: list[float] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            await asyncio.sleep(0.1)
            self.ended.append(asyncio.get_running_loop().time())
            raise


def requests_that_go_well(bench: Bench) -> None:
    """Four statuses, each with a body that takes its time; a path that had to be decoded."""
    requests = (("GET", "/tents", 200), ("POST", "/orders", 201), ("GET", "/zelt für zwei", 404))
    for method, path, status in (*requests, ("GET", "/", 503)):
        app = Handler(status, 0.1204567, 0.3, 0.05)
        scope = http_scope(method, path, query=b"token=s3cret", root_path="/shop")
        exchange, log = Exchange(scope), _Log()
        play = _serve(bench, exchange, app, f"{method} {path} with a slow body", log)
        play.answered("record")
        _one_record(play, log, method=method, path=path, status=status)
        _passed_on(play, exchange, app)


def a_request_with_a_body(bench: Bench) -> None:
    """The app reads the request and sends it back."""
    echo = _Echo(200, 0.05)
    exchange, log = Exchange(http_scope("PATCH", "/cart"), request_parts([b"a tent"])), _Log()
    play = _serve(bench, exchange, echo, "an app that reads its request", log, requirement="passed")
    play.answered("passed")
    _one_record(play, log, method="PATCH", path="/cart", status=200)
    _passed_on(play, exchange, echo, b"a tent")


def an_app_with_a_task_of_its_own(bench: Bench) -> None:
    """The answer is sent from another task than the middleware's."""
    app = _FromATask(204, 0.1, 0.1)
    exchange, log = Exchange(http_scope("GET", "/inner")), _Log()
    play = _serve(bench, exchange, app, "an app that answers from a task of its own", log)
    play.answered("record")
    _one_record(play, log, method="GET", path="/inner", status=204)
    _passed_on(play, exchange, app)


def a_clock_of_its_own_speed(bench: Bench) -> None:
    """Only the clock that was given can know how long it took."""
    app = Handler(200, 0.1, 0.1)
    exchange, log = Exchange(http_scope("GET", "/clock")), _Log(rate=2.0)
    play = _serve(bench, exchange, app, "a clock that runs twice as fast as the loop's", log)
    play.answered("record")
    _one_record(play, log, method="GET", path="/clock", status=200)


def an_app_that_fails(bench: Bench) -> None:
    """Before its answer has begun, and after it."""
    plain = (ValueError("secret text"), ConnectionError("db"), KeyError("a bug"))
    for error in (*plain, _QuietError("false"), _OddError("odd")):
        for late in (False, True):
            app = Handler(200, 0.1, 0.1, 0.1, error, late)
            exchange, log = Exchange(http_scope("PUT", "/cart")), _Log()
            when = "after its answer" if late else "before it answers"
            play = _serve(
                bench, exchange, app, f"an app that fails {when}", log, requirement="raise"
            )
            _reraised(play, error)
            if exchange.sent and not late:
                message = f"The app sent nothing, and {shown(exchange.sent)} reached the server."
                play.missed("passed", "not-passed-on", message)
            name = type(error).__name__
            status = 200 if late else 500
            _one_record(play, log, method="PUT", path="/cart", status=status, error=name)


def _reraised(play: Play, error: BaseException) -> None:
    if play.error is error:
        play.met("raise", "the same exception object came out")
        return
    got = "nothing came out" if play.error is None else f"{play.error!r} came out"
    same_type = play.error is not None and type(play.error) is type(error)
    message = f"The app raised {error!r}, and {got}; the same exception object was expected."
    code = "error-lost" if play.error is None else "rewrapped"
    play.missed("raise", code, message, same_type=same_type)


def a_request_that_is_cancelled(bench: Bench) -> None:
    """Before its answer has begun, and after it."""
    for before, between, status in ((5.0, 0.0, 499), (0.1, 5.0, 200)):
        app = Handler(200 if status == 200 else 201, before, between)
        exchange, log = Exchange(http_scope("GET", "/slow")), _Log()
        told = "after its start" if status == 200 else "before it has begun"
        story = f"a request that is cancelled {told}"
        play = _serve(bench, exchange, app, story, log, requirement="raise", cancel_at=0.4)
        play.cancelled("raise", 0.4)
        _one_record(play, log, method="GET", path="/slow", status=status, error="CancelledError")


def an_app_that_cleans_up(bench: Bench) -> None:
    """A cancelled request ends when its app has ended."""
    exchange, log, app = Exchange(http_scope("GET", "/tidy")), _Log(), _Tidy(200, 5.0)
    story = "a cancelled app that cleans up"
    play = _serve(bench, exchange, app, story, log, requirement="raise", cancel_at=0.4)
    play.cancelled("raise", 0.4)
    if not app.ended:
        message = "The request was cancelled at 0.400 s, and the app was not waited for."
        play.missed("duration", "too-soon", message)
        return
    _one_record(play, log, method="GET", path="/tidy", status=499, error="CancelledError")


def a_request_that_is_cancelled_in_a_send(bench: Bench) -> None:
    """The status was handed to send, and the cancellation comes while it is on its way."""
    exchange, log = SlowExchange(http_scope("GET", "/stuck"), delay=5.0), _Log()
    story = "a request that is cancelled during a send"
    play = _serve(bench, exchange, Handler(206), story, log, requirement="raise", cancel_at=0.4)
    play.cancelled("raise", 0.4)
    _one_record(play, log, method="GET", path="/stuck", status=206, error="CancelledError")


def a_very_slow_request(bench: Bench) -> None:
    """A download of two minutes, to a client that reads slowly."""
    app = Handler(200, 60.0, 60.0)
    exchange, log = SlowExchange(http_scope("GET", "/export"), delay=20.0), _Log()
    play = _serve(bench, exchange, app, "a request of three minutes", log)
    play.answered("record")
    _one_record(play, log, method="GET", path="/export", status=200)
    _passed_on(play, exchange, app)


def an_app_without_an_answer(bench: Bench) -> None:
    """It returns, and has sent nothing."""
    exchange, log = Exchange(http_scope("GET", "/void")), _Log()
    play = _serve(bench, exchange, Handler(None, 0.2), "an app that returns without an answer", log)
    play.answered("record")
    _one_record(play, log, method="GET", path="/void", status=500)


def a_client_that_is_gone(bench: Bench) -> None:
    """The status was handed to send, and send failed."""
    gone = ConnectionResetError("the client is gone")
    exchange, log = SlowExchange(http_scope("GET", "/gone"), send_fails=gone), _Log()
    play = _serve(bench, exchange, Handler(202, 0.1), "a send that fails", log, requirement="raise")
    _reraised(play, gone)
    _one_record(play, log, method="GET", path="/gone", status=202, error="ConnectionResetError")
    if exchange.tries > 1:
        message = f"The app sent 1 message, and it was handed over {exchange.tries} times."
        play.missed("passed", "not-passed-on", message)


def a_log_that_is_broken(bench: Bench) -> None:
    """The request must not suffer from its log."""
    full, bug = OSError("no space left on device"), RuntimeError("the log is closed")
    for broken, error in ((full, None), (bug, ValueError("of the app")), (KeyError("x"), None)):
        exchange, log = Exchange(http_scope("GET", "/")), _Log(broken)
        app = Handler(200, 0.1, error=error)
        play = _serve(bench, exchange, app, "an emit that raises", log, requirement="emit")
        if play.error is not error:
            message = f"emit raised, and the request ended with {play.error!r}."
            play.missed("emit", "emit-broke-request", message)
        elif error is None and not exchange.complete:
            play.missed("emit", "emit-broke-request", "emit raised, and the answer was cut off.")
        elif len(log.records) != 1:
            message = (
                f"emit raises, and was called {number(len(log.records), 'time')}; once was "
                "expected."
            )
            play.missed("emit", "many-records", message)
        else:
            play.met("emit", "a broken log did not break the request")


def other_scopes(bench: Bench) -> None:
    """Lifespan and websocket have no method and no status."""
    for scope in (
        {"type": "lifespan", "asgi": {"version": "3.0"}},
        {"type": "websocket", "path": "/live", "headers": []},
    ):
        seen: list[Any] = []

        async def app(*given: Any, seen: list[Any] = seen) -> None:
            seen.extend(given)

        exchange, log = Exchange(scope), _Log()
        kind = scope["type"]
        play = _serve(bench, exchange, app, f"a {kind} scope", log, requirement="scopes")
        if play.error is not None:
            play.missed("scopes", "scope-broken", f"A {kind} scope raised {play.error!r}.")
        elif log.records:
            play.missed(
                "scopes", "scope-logged", f"A {kind} scope left a record; it is no request."
            )
        elif seen != [scope, exchange.receive, exchange.send] or seen[0] is not scope:
            message = (
                f"The app got something else than the {kind} scope, receive and send it was sent."
            )
            play.missed("scopes", "scope-touched", message)
        else:
            play.met("scopes", "lifespan and websocket passed untouched")


def other_scopes_that_end_badly(bench: Bench) -> None:
    """A cancelled websocket, and a lifespan whose app raises."""
    for error in (None, KeyError("a bug")):

        async def app(scope: Any, receive: Any, send: Any, error: Any = error) -> None:
            await asyncio.sleep(0.2)
            if error is not None:
                raise error
            await asyncio.sleep(60.0)

        scope = {"type": "lifespan"} if error else {"type": "websocket", "path": "/", "headers": []}
        told = "a lifespan that fails" if error else "a websocket that is cancelled"
        cancel_at = None if error else 0.4
        play = _serve(
            bench, Exchange(scope), app, told, _Log(), requirement="scopes", cancel_at=cancel_at
        )
        if error is None:
            play.cancelled("scopes", 0.4)
        elif play.error is not error:
            message = f"The app of {told} raised {error!r}, and {play.error!r} came out."
            play.missed("scopes", "scope-touched", message)


def many_at_once(bench: Bench) -> None:
    """Fifty requests overlap; some of them fail."""
    made = bench.answer.objects["RequestLog"]
    log = _Log()
    apps: dict[str, Handler] = {}
    order = list(range(50))
    bench.random.shuffle(order)
    for i in order:
        error = KeyError("bug") if i % 7 == 0 else None
        apps[f"/{i}"] = Handler(
            200 + i, 0.01 * ((i * 37) % 50), 0.02 * (i % 5), 0.0, error, late=True
        )

    async def router(scope: Any, receive: Any, send: Any) -> None:
        await apps[scope["path"]](scope, receive, send)

    async def attempt() -> Any:
        app = made(router, log.emit, log.clock)
        exchanges = [SlowExchange(http_scope("GET", path), delay=0.004) for path in apps]

        async def arrive(number: int, e: Exchange) -> None:
            await asyncio.sleep(0.003 * number)
            await app(e.scope, e.receive, e.send)

        return await asyncio.gather(
            *(arrive(*pair) for pair in enumerate(exchanges)), return_exceptions=True
        )

    play = bench.perform(attempt, bench.stage(), "50 requests at once", None, "overlap")
    records = [record for _, record in log.records if isinstance(record, dict)]
    _not_mixed(play, records, apps)


def _not_mixed(play: Play, records: Sequence[dict[str, Any]], apps: dict[str, Handler]) -> None:
    if len(records) != len(apps):
        message = f"50 requests at once left {number(len(records), 'record')}."
        play.missed("overlap", "mixed-up", message)
        return
    for record in records:
        app = apps.get(record.get("path", ""))
        took = app and (app.before + app.between + 3 * 0.004) * 1000
        error = app and app.error and type(app.error).__name__
        right = app is not None and record.get("status") == app.status
        right = right and record.get("error") == error
        if not right or abs(record.get("duration_ms", -1) - took) > MS:
            message = (
                f"Among 50 requests at once one record is {shown(record)}, which is not what "
                "this request did."
            )
            play.missed("overlap", "mixed-up", message)
            return
    play.met("overlap", "50 requests at once, 50 records of their own")


EMIT = frozenset({"emit", "_emit"})


def _logs(code: Code, lines: list[Any]) -> bool:
    """Some of these lines emit, directly or through a function."""
    names = EMIT | {f.name for f in code.nodes(*FUNCTIONS) if code.calls(*EMIT, inside=f)}
    return any(code.calls(*names, inside=line) for line in lines)


def _twice(evidence: Evidence) -> bool:
    """One try logs in a handler and in its finally."""
    code = evidence.code
    return any(
        _logs(code, block.finalbody) and any(_logs(code, h.body) for h in block.handlers)
        for block in code.nodes(ast.Try)
    )


def _logs_on_the_way_out(evidence: Evidence) -> bool:
    """Some handler or finally emits."""
    code = evidence.code
    return any(
        _logs(code, block.finalbody) or any(_logs(code, h.body) for h in block.handlers)
        for block in code.nodes(ast.Try)
    )


def _around_the_app(code: Code) -> list[ast.ExceptHandler]:
    """The handlers of a try that awaits an app: a call with three arguments."""
    return [
        handler
        for block in code.nodes(ast.Try)
        if any(
            isinstance(node.value, ast.Call) and len(node.value.args) == 3
            for line in block.body
            for node in code.nodes(ast.Await, inside=line)
        )
        for handler in block.handlers
    ]


def _swallows(evidence: Evidence) -> bool:
    """A handler around the app raises nothing, and keeps nothing that is raised later."""
    code = evidence.code
    if evidence.symptom.requirement == "scopes":
        return False
    raised = any(node.exc is not None for node in code.nodes(ast.Raise))
    return any(
        not code.raises(handler)
        and not any(
            isinstance(node.value, ast.Name) and node.value.id == handler.name and raised
            for node in code.nodes(ast.Assign, inside=handler)
        )
        for handler in _around_the_app(code)
    )


def _returns_in_finally(evidence: Evidence) -> bool:
    code = evidence.code
    return any(
        any(True for _ in code.nodes(ast.Return, inside=line))
        for block in code.nodes(ast.Try)
        for line in block.finalbody
    )


def _narrow(evidence: Evidence) -> bool:
    """Around the app `except Exception` stands, and nothing wider."""
    code = evidence.code
    caught = set().union(*map(code.caught, _around_the_app(code)))
    wide = caught & {"", "BaseException", "CancelledError"} or code.mentions("exc_info")
    return "Exception" in caught and not wide


def _on_self(evidence: Evidence) -> bool:
    """A method of RequestLog itself, not its __init__, stores something on self."""
    code = evidence.code
    if any(True for _ in code.nodes(ast.Global)):
        return True
    return any(
        isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and getattr(code.function_of(node), "name", "__init__") != "__init__"
        for made in code.nodes(ast.ClassDef)
        if made.name == "RequestLog"
        for node in code.nodes(ast.Attribute, inside=made)
    )


# What is wrong in a request alone is no sign that two of them were mixed up.
WRONG_ALONE = frozenset({"wrong-duration", "wrong-status", "error-missing", "error-text"})

MISCONCEPTIONS = (
    Misconception(
        "cancelled = server error",
        "A client that disconnects is not your 500: use 499 so that it does not burn the error "
        "budget.",
        frozenset({"wrong-status"}),
        lambda e: e.facts.get("wanted") == 499 and e.facts.get("got") == 500 and not _narrow(e),
    ),
    Misconception(
        "log in except and in finally",
        "Each request must give exactly one record; you emitted two on failure.",
        frozenset({"many-records"}),
        _twice,
    ),
    Misconception(
        "Exception catches everything",
        "asyncio.CancelledError is a BaseException: a client that hangs up is logged without its "
        "error.",
        frozenset({"error-missing", "no-record", "wrong-status"}),
        lambda e: (
            _narrow(e)
            and bool(e.symptom.play and e.symptom.play.error is not None)
            and not isinstance(e.symptom.play.error, Exception)
        ),
    ),
    Misconception(
        "every scope is a request",
        "lifespan and websocket scopes are no requests: pass them through untouched.",
        frozenset({"scope-broken", "scope-logged", "scope-touched"}),
        lambda e: not _asks_type(e),
    ),
    Misconception(
        "headers sent = request finished",
        "You stopped the clock at the first byte: a slow streamed body is invisible.",
        frozenset({"too-soon", "wrong-duration"}),
        lambda e: _clock_in_send(e) and e.facts.get("share", 1.0) < 0.5,
    ),
    Misconception(
        "the happy path is the path",
        "A request that raises leaves no log line; put the emit where the failure path also runs.",
        frozenset({"no-record"}),
        lambda e: (
            e.symptom.play is not None
            and isinstance(e.symptom.play.error, Exception)
            and not _clock_in_send(e)
            and not _logs_on_the_way_out(e)
        ),
    ),
    Misconception(
        "logging an error handles it",
        "You logged the exception but did not re-raise it: the server never learns that the "
        "request failed.",
        frozenset({"error-lost", "cancellation-lost"}),
        lambda e: _swallows(e) and not _returns_in_finally(e),
    ),
    Misconception(
        "a return in finally is only a return",
        "A return in finally drops the exception that is on its way: leave it out.",
        frozenset({"error-lost", "cancellation-lost"}),
        _returns_in_finally,
    ),
    Misconception(
        "rewrap before re-raise",
        "Re-raise the same exception object: wrapping it hides its type from error handlers.",
        frozenset({"rewrapped"}),
        lambda e: e.code.any(ast.Raise, lambda node: isinstance(node.exc, ast.Call)),
    ),
    Misconception(
        "self is per request",
        "One middleware object serves all requests: what you keep on self is overwritten by the "
        "next one. Use local variables.",
        frozenset({"mixed-up"}),
        lambda e: _on_self(e) and not e.codes & WRONG_ALONE,
    ),
)


def _asks_type(evidence: Evidence) -> bool:
    return evidence.code.any(ast.Constant, lambda n: n.value in ("http", "lifespan", "websocket"))


def _clock_in_send(evidence: Evidence) -> bool:
    """The clock is read, or emit called, inside the wrapped send."""
    code = evidence.code
    for call in code.calls("clock", "_clock", "emit", "_emit"):
        function = code.function_of(call)
        nested = function is not None and code.function_of(function) is not None
        if nested and isinstance(function, ast.AsyncFunctionDef) and function.args.args:
            return True
    return False


REQUEST_LOG = Exercise(
    id="RequestLog",
    lesson=LESSON,
    ticket=TICKET,
    title="One record a request, on every way out",
    rank="standard",
    names=(Required("RequestLog", "class", ("app", "emit", "clock")),),
    contract=(
        "`class RequestLog` with `__init__(app, emit, clock)` and `async __call__(scope, receive, "
        "send)`. For each http scope exactly one `emit({method, path, status, duration_ms[, "
        "error]})` after the app has ended; emit is a plain function, clock gives seconds. The "
        "status is that of `http.response.start` once the app has handed it to send; else 499 for "
        "a cancelled request, else 500. What the app raises goes on, as the same object. Other "
        "scopes pass untouched, and an emit that raises never breaks the request."
    ),
    requirements=(
        Requirement(
            "record", "Emits one record with method, path, status, duration_ms.", "one record"
        ),
        Requirement(
            "status", "Has the status that was started; else 499 or 500.", "as it was sent"
        ),
        Requirement("error", "Has the type's name of what was raised, only then.", "its type"),
        Requirement("duration", "Measures to the end of the app.", "the whole body included"),
        Requirement(
            "raise", "Lets the same exception go on, cancellations too.", "the same object"
        ),
        Requirement("passed", "Passes every message on.", "what the app sent"),
        Requirement("scopes", "Passes other scopes untouched.", "no record"),
        Requirement("emit", "A broken emit breaks no request.", "the answer all the same"),
        Requirement("overlap", "Never mixes requests that overlap.", "50 at once, 50 records"),
    ),
    hints=(
        "Wrap send to see the status.",
        "try, `except BaseException`, finally, with a raise.",
        "Local variables, not self.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        requests_that_go_well,
        a_request_with_a_body,
        an_app_with_a_task_of_its_own,
        a_clock_of_its_own_speed,
        an_app_that_fails,
        a_request_that_is_cancelled,
        an_app_that_cleans_up,
        a_request_that_is_cancelled_in_a_send,
        a_very_slow_request,
        an_app_without_an_answer,
        a_client_that_is_gone,
        a_log_that_is_broken,
        other_scopes,
        other_scopes_that_end_badly,
        many_at_once,
    ),
    own_codes=frozenset(
        {
            "no-record",
            "many-records",
            "wrong-shape",
            "wrong-field",
            "wrong-status",
            "error-always",
            "error-missing",
            "error-text",
            "too-soon",
            "wrong-duration",
            "not-passed-on",
            "error-lost",
            "rewrapped",
            "cancellation-lost",
            "emit-broke-request",
            "scope-broken",
            "scope-logged",
            "scope-touched",
            "mixed-up",
        }
    ),
)
