"""`log_line`: one JSON line that a program can read and nobody can forge."""

from __future__ import annotations

import ast
import asyncio
import json
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.plain import ask
from course_lib.exercises.structured_logging.lesson import LESSON, TICKET
from course_lib.exercises.words import shown

START = 5120.25


class _QuietError(Exception):
    """An exception that is false, as exceptions with a length of 0 are."""

    def __len__(self) -> int:
        return 0


def _line(
    bench: Bench,
    method: str = "GET",
    path: str = "/tents",
    status: int = 200,
    ms: float = 12.5,
    error: BaseException | None = None,
    story: str = "a request",
) -> tuple[Play, dict[str, Any] | None]:
    args = (method, path, status, START, START + ms / 1000)
    args += (error,) if error is not None or bench.random.random() < 0.5 else ()
    play = ask(bench, "log_line", *args, story=story, requirement="line")
    play.answered("line")
    return play, _record(play)


def _record(play: Play) -> dict[str, Any] | None:
    """The record in the line, None (and a finding) if there is none."""
    line = play.value
    if not isinstance(line, str):
        message = f"Returned {shown(line)} ({type(line).__name__}); a str was expected."
        play.missed("line", "wrong-shape", message)
        return None
    if "\n" in line.rstrip("\n") or "\r" in line or line.count("\n") > 1:
        message = f"{shown(line)} is more than one line: whoever reads it sees a second record."
        play.missed("line", "forged-line", message)
        return None
    try:
        record = json.loads(line)
    except ValueError as error:
        play.missed("line", "not-json", f"{shown(line)} is not JSON: {error}.")
        return None
    if not isinstance(record, dict):
        play.missed("line", "wrong-shape", f"{shown(line)} is no JSON object.")
        return None
    play.met("line", "one JSON object on one line")
    return record


def _holds(
    play: Play,
    record: dict[str, Any] | None,
    requirement: str,
    code: str,
    wanted: dict[str, Any],
    **facts: Any,
) -> None:
    if record is None:
        return
    for key, value in wanted.items():
        got = record.get(key)
        if type(got) is not type(value) or got != value:
            told = shown(got) if key in record else "not in the record"
            message = f"{key} is {told}; {shown(value)} was expected."
            play.missed(requirement, code, message, key=key, got=got, **facts)
            return
    play.met(requirement, ", ".join(f"{k}={shown(v)}" for k, v in wanted.items()))


def records_of_many_requests(bench: Bench) -> None:
    """Methods, paths and good statuses end up in the record."""
    for method in ("GET", "POST", "DELETE"):
        for path in ("/", "/orders/TN-30117", "/search"):
            status = bench.random.choice((200, 201, 304))
            play, record = _line(bench, method, path, status)
            expected = {"event": "http_request", "method": method, "path": path}
            _holds(play, record, "fields", "wrong-field", expected)
            _holds(play, record, "status", "status-type", {"status": status})


def levels_follow_the_status(bench: Bench) -> None:
    """The level follows from the status, with an error or without; a 404 is tried first."""
    levels = {
        "warning": (404, 400, 429, 499),
        "info": (103, 200, 204, 301, 399),
        "error": (500, 503, 599),
    }
    for level, statuses in levels.items():
        for status in statuses:
            for error in (None, ValueError("x")):
                play, record = _line(bench, status=status, error=error, story=f"status {status}")
                facts = {"status": status, "failed": error is not None}
                _holds(play, record, "level", "wrong-level", {"level": level}, **facts)
                if record is not None and error is not None:
                    _error(play, record, error)


def durations(bench: Bench) -> None:
    """Down to nothing and up to a minute, and two with too many decimals."""
    for ms in (12.5, 0.25, 0.123, 0.0, 1874.062, 60000.5):
        play, record = _line(bench, ms=ms, story=f"a request of {ms} ms")
        _duration(play, record, ms)
    for ms, rounded in ((7.12345678, 7.123), (8.45678901, 8.457)):
        play, record = _line(bench, ms=ms, story=f"a request of {ms} ms")
        _duration(play, record, rounded)


def _duration(play: Play, record: dict[str, Any] | None, expected: float) -> None:
    if record is None:
        return
    got = record.get("duration_ms")
    number = isinstance(got, (int, float)) and not isinstance(got, bool)
    if not number or abs(got - expected) > 1e-6:
        told = shown(got) if "duration_ms" in record else "not in the record"
        message = f"duration_ms is {told}; {expected} was expected."
        play.missed("duration", "wrong-duration", message, got=got, expected=expected)
    else:
        play.met("duration", f"duration_ms={got}")


def paths_without_query(bench: Bench) -> None:
    """Tokens and search words stay out of the log."""
    for path in ("/reset?token=s3cret", "/search?q=a?b&c=/d", "/a b?x", "/q?"):
        wanted = path.split("?")[0]
        play, record = _line(bench, path=path, story=f"the path {path}")
        _holds(play, record, "path", "query-kept", {"path": wanted})


def paths_that_try_to_forge(bench: Bench) -> None:
    """Quotes, line ends and braces are data, not structure."""
    nasty = (
        '/x", "level": "info',
        '/x\n{"event": "http_request", "status": 200}',
        "/x\r\nsecond",
        "/back\\slash",
        "/zelt-für-zwei/天幕",
        "/tab\t/\x00",
        "/{braces}/%s/{0}",
    )
    for path in nasty:
        play, record = _line(bench, path=path, story="a path with quotes or line ends")
        if record is None:
            continue
        forged = record.get("level") != "info" or _printed(record.get("path")) != _printed(path)
        if forged or record.get("status") != 200:
            message = f"The path {shown(path)} became {shown(record.get('path'))} in the record."
            play.missed("line", "forged-line", message)


def _printed(path: Any) -> Any:
    """A path without tabs and line ends: `urllib.parse.urlsplit` drops them, which is as safe."""
    return path.translate({9: None, 10: None, 13: None}) if isinstance(path, str) else path


def errors_and_none(bench: Bench) -> None:
    """No error, errors with secrets in their texts, an error that is false."""
    play, record = _line(bench, story="a request without an error")
    if record is not None and "error" in record:
        message = f"No error happened, and the record has error={shown(record['error'])}."
        play.missed("error", "error-always", message)
    secrets = (
        ConnectionError("postgres://shop:hunter2@db failed"),
        KeyError("card"),
        _QuietError("an exception that is false"),
        ExceptionGroup("both", [ValueError("a")]),
        asyncio.CancelledError(),
    )
    for error in secrets:
        play, record = _line(bench, status=500, error=error, story=f"a {type(error).__name__}")
        _error(play, record, error)


def _error(play: Play, record: dict[str, Any] | None, error: BaseException) -> None:
    if record is None:
        return
    name = type(error).__name__
    got = record.get("error", "(absent)")
    if got == name:
        play.met("error", f"error={name!r}")
    elif got == "(absent)":
        message = f"{name} was passed as the error, and the record has none."
        play.missed("error", "error-missing", message, false=not error)
    else:
        message = f"error is {shown(got)}; the type's name {name!r} was expected."
        play.missed("error", "error-text", message, got=got, text=str(error))


def _formats(evidence: Evidence) -> bool:
    """Text is put together by hand, and no JSON encoder is called."""
    code = evidence.code
    by_percent = code.any(ast.BinOp, lambda node: isinstance(node.op, ast.Mod))
    by_hand = code.any(ast.JoinedStr, lambda node: True) or code.calls("format", "join", "replace")
    return not code.calls("dumps", "encode", "dump") and (by_percent or bool(by_hand))


def _whole(facts: dict[str, Any]) -> bool:
    """The value is a whole number, and right but for its fraction."""
    got, expected = facts.get("got"), facts.get("expected", 0.0)
    number = isinstance(got, (int, float)) and not isinstance(got, bool)
    return number and float(got).is_integer() and abs(got - expected) < 1


def _in_seconds(facts: dict[str, Any]) -> bool:
    """The value is the expected one divided by 1000, rounded or not."""
    got, expected = facts.get("got"), facts.get("expected", 0.0)
    return isinstance(got, float) and got > 0 and abs(got - expected / 1000) <= 0.00051


def _always(evidence: Evidence) -> bool:
    """The key is in every record: in a dict, or assigned without an `if` around it."""
    code = evidence.code

    def is_key(node: ast.AST) -> bool:
        return isinstance(node, ast.Constant) and node.value == "error"

    if code.any(ast.Dict, lambda node: any(map(is_key, filter(None, node.keys)))):
        return True
    return any(
        is_key(target.slice) and not any(isinstance(n, ast.If) for n in code.around(assignment))
        for assignment in code.nodes(ast.Assign)
        for target in assignment.targets
        if isinstance(target, ast.Subscript)
    )


MISCONCEPTIONS = (
    Misconception(
        "every non-2xx is an error",
        "A 404 is the client's fault: level warning, not error (else alerts fire on scanners).",
        frozenset({"wrong-level"}),
        lambda e: (
            e.facts.get("got") == "error"
            and e.facts.get("status") == 404
            and not e.facts.get("failed")
        ),
    ),
    Misconception(
        "absent equals null equals success",
        "Emit the error key only when there is an error: 'error exists' is the query people write.",
        frozenset({"error-always"}),
        _always,
    ),
    Misconception(
        "JSON by string formatting",
        "You built JSON by formatting a string: a quote or a newline inside the path forges a "
        "second log record (log injection, CWE-117).",
        frozenset({"forged-line", "not-json"}),
        _formats,
    ),
    Misconception(
        "whole milliseconds are enough",
        "Keep 3 decimals: whole milliseconds show fast routes as 0 ms.",
        frozenset({"wrong-duration"}),
        lambda e: _whole(e.facts),
    ),
    Misconception(
        "the clock counts milliseconds",
        "start and now are seconds: multiply the difference by 1000.",
        frozenset({"wrong-duration"}),
        lambda e: _in_seconds(e.facts),
    ),
    Misconception(
        "error message as data",
        "Log the exception type; its message can carry secrets or user data.",
        frozenset({"error-text"}),
        lambda e: bool(e.facts.get("text")) and e.facts["text"] in str(e.facts.get("got")),
    ),
    Misconception(
        "query string is part of the route",
        "Drop the query string: it carries tokens and it makes every URL unique.",
        frozenset({"query-kept"}),
        lambda e: "?" in str(e.facts.get("got")),
    ),
    Misconception(
        "everything is text",
        "status must stay a number so that status >= 500 can be queried.",
        frozenset({"status-type"}),
        lambda e: isinstance(e.facts.get("got"), str),
    ),
    Misconception(
        "an exception object is true",
        "An exception can be false (one with a length of 0 is); ask `is not None`.",
        frozenset({"error-missing"}),
        lambda e: e.facts.get("false", False),
    ),
)

LOG_LINE = Exercise(
    id="log_line",
    lesson=LESSON,
    ticket=TICKET,
    title="One request, one line that a program can read",
    rank="core",
    names=(
        Required("log_line", "function", ("method", "path", "status", "start", "now", "error")),
    ),
    contract=(
        "`log_line(method, path, status, start, now, error=None) -> str` gives one JSON line with "
        'event="http_request", level (from the status alone: info below 400, warning below 500, '
        "else error), method, path without the query, status (a number), duration_ms (milliseconds "
        "with 3 decimals; start and now are seconds), and error, the type's name, only if "
        "`error is not None`."
    ),
    requirements=(
        Requirement("line", "Returns one line that is one JSON object, whatever the path.", "JSON"),
        Requirement("fields", "Has event, method and path.", "http_request, as passed"),
        Requirement("status", "Has the status as a number.", "an int"),
        Requirement(
            "level", "Has the level that follows from the status.", "info, warning or error"
        ),
        Requirement("duration", "Has duration_ms in milliseconds, with 3 decimals.", "12.5"),
        Requirement("path", "Leaves the query out of the path.", "the path before the ?"),
        Requirement(
            "error", "Has the error's type name, and only if there is an error.", "its type"
        ),
    ),
    hints=(
        "Build a dict, and let `json.dumps` quote it.",
        'Seconds times 1000; `path.split("?")`.',
        "`if error is not None:` add the key.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        records_of_many_requests,
        levels_follow_the_status,
        durations,
        paths_without_query,
        paths_that_try_to_forge,
        errors_and_none,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "forged-line",
            "not-json",
            "wrong-field",
            "status-type",
            "wrong-level",
            "wrong-duration",
            "query-kept",
            "error-always",
            "error-missing",
            "error-text",
        }
    ),
)
