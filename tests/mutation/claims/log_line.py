"""log_line: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import json
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence


class FalseError(Exception):
    def __len__(self) -> int:
        return 0


def told(e: Evidence, **given: Any) -> Any:
    """What the answer returns for one request; None where it raises."""
    wanted = {"method": "GET", "path": "/x", "status": 200, "start": 5.0, "now": 5.0125} | given

    async def story(made: Any, recording: Any) -> Any:
        return made(**wanted)

    return e.drive(story).value


def record(e: Evidence, **given: Any) -> dict[str, Any]:
    line = told(e, **given)
    try:
        found = json.loads(line)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def text_by_hand(e: Evidence) -> bool:
    return bool(
        e.calls("format", "join", "replace")
        or any(True for _ in e.nodes(ast.JoinedStr))
        or any(isinstance(n.op, ast.Mod) for n in e.nodes(ast.BinOp))
    )


def forged(e: Evidence) -> bool:
    """A quote in the path is not in the record as it was."""
    return record(e, path='/x", "level": "i').get("path") != '/x", "level": "i'


def whole(value: Any) -> bool:
    return isinstance(value, (int, float)) and float(value).is_integer()


def durations(e: Evidence) -> list[Any]:
    nows = (5.0125, 5.00025, 5.000123)
    return [record(e, now=now).get("duration_ms") for now in nows]


def message(e: Evidence) -> bool:
    """The text of the exception is in the line."""
    return "hunter2" in str(told(e, status=500, error=ValueError("hunter2")))


CLAIMS: Claims = {
    "every non-2xx is an error": lambda e: record(e, status=404).get("level") == "error",
    "absent equals null equals success": lambda e: "error" in record(e),
    "JSON by string formatting": lambda e: text_by_hand(e) and forged(e),
    "whole milliseconds are enough": lambda e: any(map(whole, durations(e))),
    "the clock counts milliseconds": lambda e: any(
        isinstance(got, float) and abs(got - 0.0125) < 0.0006 for got in durations(e)[:1]
    ),
    "error message as data": message,
    "query string is part of the route": lambda e: any(
        "?" in str(record(e, path=path).get("path")) for path in ("/q?a=b", "/q?a?b", "/q?")
    ),
    "everything is text": lambda e: isinstance(record(e).get("status"), str),
    "an exception object is true": lambda e: (
        "error" not in record(e, error=FalseError()) and "error" in record(e, error=ValueError())
    ),
}
