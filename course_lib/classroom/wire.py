"""What the board takes from a kernel: read field by field, against closed lists."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from course_lib.exercises.manifest import MODULES, exercise
from course_lib.exercises.verdict import Outcome

LARGEST = 64 * 1024  # bytes of one request
MOST = 100  # events of one request
OUTCOMES: tuple[Outcome, ...] = ("passed", "failed", "not_attempted", "error")
_ID = re.compile("[0-9a-f]{32}")
_LEARNER = re.compile("[0-9a-f]{16}")
_CODE = re.compile("[a-z0-9-]{1,60}")
_LONGEST_TIME = 3_600_000.0  # ms of a guess
_DEMO = 120  # characters of a demo's title


class RefusedError(ValueError):
    """A request that no reporter makes; the text is the answer to it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event. `subject` is an exercise's id, or a demo's title where `kind` is "predicted"."""

    id: str
    learner: str
    kind: str
    subject: str
    body: dict[str, Any]


def read(data: bytes, learner: str | None = None) -> list[Told]:
    """The events in a request; `learner` is who it is, where somebody else has told.

    Raises RefusedError for anything that a reporter does not send.
    """
    try:
        request = json.loads(data)
    except (ValueError, RecursionError):
        raise RefusedError("This is not JSON.") from None
    if not isinstance(request, dict) or not isinstance(request.get("events"), list):
        raise RefusedError("There is no list of events.")
    learner = request.get("learner") if learner is None else learner
    if not _matches(_LEARNER, learner):
        raise RefusedError("The learner is not a pseudonym of 16 hex digits.")
    if len(request["events"]) > MOST:
        raise RefusedError(f"There are more than {MOST} events.")
    return [_event(event, learner) for event in request["events"]]


def _event(event: Any, learner: str) -> Told:
    if not isinstance(event, dict) or not _matches(_ID, event.get("id")):
        raise RefusedError("An event has no id of 32 hex digits.")
    reader = _READERS.get(event.get("kind") if isinstance(event.get("kind"), str) else "")
    if reader is None:
        raise RefusedError("An event is of a kind that there is not.")
    subject, body = reader(event)
    return Told(event["id"], learner, event["kind"], subject, body)


def _checked(event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    name, outcome = _exercise(event), event.get("outcome")
    if outcome not in OUTCOMES:
        raise RefusedError("An event has an outcome that there is not.")
    codes, named = event.get("codes", []), event.get("beliefs", [])
    if not (
        isinstance(codes, list) and len(codes) <= 50 and all(_matches(_CODE, c) for c in codes)
    ):
        raise RefusedError("An event has codes that are none.")
    if not isinstance(named, list):
        raise RefusedError("An event has beliefs that are none.")
    known = {belief.belief for belief in exercise(name).misconceptions}
    beliefs = [belief for belief in named[:50] if isinstance(belief, str) and belief in known]
    return name, {"outcome": outcome, "codes": codes, "beliefs": beliefs}


def _hint(event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    name, number = _exercise(event), event.get("number")
    if type(number) is not int or not 1 <= number <= len(exercise(name).hints):
        raise RefusedError("An event has the number of a hint that there is not.")
    return name, {"number": number}


def _solution(event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return _exercise(event), {}


def _predicted(event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    demo = event.get("demo")
    if not isinstance(demo, str) or not 0 < len(demo) <= _DEMO or not demo.isprintable():
        raise RefusedError("An event has no demo.")
    times = {name: event.get(name) for name in ("guess_ms", "actual_ms")}
    for value in times.values():
        if type(value) not in (int, float) or not math.isfinite(value):
            raise RefusedError("An event has a time that is none.")
        if not 0 <= value <= _LONGEST_TIME:
            raise RefusedError("An event has a time that nobody waits for.")
    return demo, {name: float(value) for name, value in times.items()}


_READERS = {"checked": _checked, "hint": _hint, "solution": _solution, "predicted": _predicted}


def _exercise(event: dict[str, Any]) -> str:
    name = event.get("exercise")
    if not isinstance(name, str) or name not in MODULES:
        raise RefusedError("An event is about an exercise that there is not.")
    return name


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
