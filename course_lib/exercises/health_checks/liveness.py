"""`Liveness`: alive, since when, and what time it is."""

from __future__ import annotations

import copy
import itertools
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.health_checks.lesson import LESSON, TICKET
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.words import shown

KEYS = ("status", "timestamp", "uptime")
ZONES = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-7)))


class _Instant(datetime):
    """A time on a machine whose own zone is not UTC: `astimezone()` alone converts to that."""

    def astimezone(self, tz: tzinfo | None = None) -> datetime:
        """The same time in `tz`, or in the machine's zone."""
        return super().astimezone(timezone(timedelta(hours=-3)) if tz is None else tz)


class _Clocks:
    """The two clocks that a check injects."""

    def __init__(self, monotonic: float, wall: datetime) -> None:
        self.monotonic_now, self.wall_now = monotonic, wall
        self.read = 0
        self.jump = 0.0  # seconds by which somebody sets the wall clock at each step

    def monotonic(self) -> float:
        self.read += 1
        return self.monotonic_now

    def wall(self) -> datetime:
        return self.wall_now

    def pass_by(self, seconds: float) -> None:
        self.monotonic_now += seconds
        self.wall_now += timedelta(seconds=seconds + self.jump)


def _reports(
    bench: Bench, clocks: _Clocks, steps: tuple[float, ...], story: str, jump: float = 0.0
) -> Play:
    """One Liveness, and a report after each step; `jump` moves only the wall clock."""
    clocks.jump = jump
    made = bench.answer.objects["Liveness"]

    async def attempt() -> list[Any]:
        live = made(clocks.monotonic, clocks.wall)
        reports = []
        for step in steps:
            clocks.pass_by(step)
            report = live.report()
            # A copy: one dict that each call updates is as good as a new one.
            kept = dict(report) if isinstance(report, dict) else report
            reports.append((kept, clocks.wall_now))
        return reports

    play = bench.perform(attempt, bench.stage(), story, None, "report")
    play.given = clocks
    play.answered("report")
    return play


def _judge(play: Play, steps: tuple[float, ...]) -> None:
    if not all(_shape(play, report) for report, _ in play.value):
        return
    passed = list(itertools.accumulate(steps))
    series = [
        (report["uptime"], since) for (report, _), since in zip(play.value, passed, strict=True)
    ]
    for (report, wall), since in zip(play.value, passed, strict=True):
        _timestamp(play, report["timestamp"], wall)
        _uptime(play, report["uptime"], since, series)


def _shape(play: Play, report: Any) -> bool:
    if not isinstance(report, dict) or set(report) != set(KEYS):
        message = (
            f"report() gave {shown(report)}; a dict with status, timestamp, uptime was expected."
        )
        return play.missed("report", "wrong-shape", message)
    if report["status"] != "ok":
        message = f"status is {shown(report['status'])}; 'ok' was expected."
        return play.missed("report", "wrong-status", message)
    try:
        json.dumps(report)
    except (TypeError, ValueError) as error:
        return play.missed("report", "not-json", f"The report cannot be sent as JSON: {error}.")
    return play.met("report", "status, timestamp, uptime, ready for JSON")


def _timestamp(play: Play, text: Any, wall: datetime) -> None:
    try:
        read = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        message = f"timestamp is {shown(text)}; an ISO 8601 text was expected."
        play.missed("timestamp", "not-iso", message)
        return
    wanted = wall.astimezone(UTC)
    if read.tzinfo is None:
        message = f"timestamp is {shown(text)}: without an offset nobody knows in which zone."
        play.missed("timestamp", "no-offset", message)
    elif read.utcoffset() != timedelta(0):
        message = f"timestamp is {shown(text)}; it must be in UTC (+00:00 or Z)."
        play.missed("timestamp", "not-utc", message)
    elif not text.endswith(("+00:00", "Z")):
        message = f"timestamp is {shown(text)}; UTC is written +00:00 or Z."
        play.missed("timestamp", "not-utc", message)
    elif abs(read - wanted) >= timedelta(seconds=1):
        message = f"timestamp is {shown(text)}; the wall clock said {wanted.isoformat()}."
        relabelled = read.replace(tzinfo=None) == wall.replace(
            tzinfo=None, microsecond=read.microsecond
        )
        play.missed("timestamp", "wrong-time", message, relabelled=relabelled)
    else:
        play.met("timestamp", f"{text}, the time of the report")


def _uptime(play: Play, got: Any, passed: float, series: list[tuple[Any, float]]) -> None:
    if not isinstance(got, float):
        message = f"uptime is {shown(got)} ({type(got).__name__}); a float of seconds was expected."
        play.missed("uptime", "not-a-float", message, series=series)
    elif abs(got - passed) > 1e-6:
        message = f"uptime is {got}; {passed} seconds have passed since construction."
        play.missed("uptime", "wrong-uptime", message, series=series)
    else:
        play.met("uptime", f"{got} seconds since construction")


def reports_in_every_zone(bench: Bench) -> None:
    """A wall clock in UTC, east of it and west of it."""
    for zone in ZONES:
        clocks = _Clocks(8041.5, _Instant(2031, 3, 9, 22, 15, 30, tzinfo=zone))
        steps = (0.25, 0.5, 61.25, 86400.0)
        _judge(_reports(bench, clocks, steps, f"a clock in {zone}"), steps)


def a_report_at_once(bench: Bench) -> None:
    """No time has passed: the uptime is 0.0, still a float; also on a clock that begins at 0."""
    for start in (0.0, 12.5):
        clocks = _Clocks(start, _Instant(2031, 1, 1, tzinfo=ZONES[1]))
        steps = (0.0, 0.0, 0.75)
        _judge(_reports(bench, clocks, steps, "a report at once"), steps)


def a_wall_clock_that_is_set(bench: Bench) -> None:
    """Somebody sets the wall clock; the uptime does not jump."""
    for jump in (-3600.0, 7200.0):
        clocks = _Clocks(77.0, _Instant(2031, 6, 1, 12, tzinfo=UTC))
        steps = (1.5, 2.5)
        _judge(
            _reports(bench, clocks, steps, "a wall clock that is set while it runs", jump), steps
        )


def two_of_them(bench: Bench) -> None:
    """Each knows its own start."""
    made = bench.answer.objects["Liveness"]
    clocks = _Clocks(10.0, _Instant(2031, 1, 1, tzinfo=UTC))

    async def attempt() -> list[Any]:
        first = made(clocks.monotonic, clocks.wall)
        clocks.pass_by(5.0)
        second = made(clocks.monotonic, clocks.wall)
        clocks.pass_by(1.0)
        return [copy.copy(first.report()), second.report()]

    play = bench.perform(
        attempt, bench.stage(), "two services that started at different times", None, "report"
    )
    play.answered("report")
    got = [r.get("uptime") if isinstance(r, dict) else r for r in play.value]
    if got != [6.0, 1.0]:
        message = f"Two services started 6 and 1 seconds ago have the uptimes {shown(got)}."
        play.missed("uptime", "mixed-up", message)


Told = Callable[[float, float], bool]


def _uptimes(evidence: Evidence, told: Told) -> bool:
    """Whether all uptimes of a run, with the seconds that had passed, are of this kind."""
    series = evidence.facts.get("series", ())
    numbers = all(isinstance(u, (int, float)) and not isinstance(u, bool) for u, _ in series)
    return bool(series) and numbers and all(told(u, passed) for u, passed in series)


def _whole(evidence: Evidence) -> bool:
    """The seconds are right, but for their fraction, and less than one second is shown as 0."""
    series = evidence.facts.get("series", ())
    return (
        any(u == 0 and passed > 0 for u, passed in series)
        and any(passed > 1 for _, passed in series)
        and _uptimes(evidence, lambda u, passed: float(u).is_integer() and abs(u - passed) < 1)
    )


def _other_unit(evidence: Evidence) -> bool:
    if _uptimes(evidence, lambda u, passed: abs(u - passed * 1000) < 1):
        return True
    return any(
        _uptimes(evidence, lambda u, passed, k=factor: math.isclose(u, passed * k, rel_tol=1e-3))
        for factor in (1e6, 1e9, 1 / 60, 1 / 3600, 1e-3)
    )


def _raw(evidence: Evidence) -> bool:
    """All are too large by the same amount: what the clock said at the start."""
    starts = (8041.5, 12.5, 77.0)
    return any(
        _uptimes(evidence, lambda u, passed, start=start: abs(u - passed - start) < 1)
        for start in starts
    )


def _started_late(evidence: Evidence) -> bool:
    """Zero each time, or counted from the first report; by the clock that was given."""
    series = evidence.facts.get("series", ())
    play = evidence.symptom.play
    if not (play and play.given.read and any(passed > 1 for _, passed in series)):
        return False
    return _uptimes(evidence, lambda u, passed: u == 0) or _uptimes(
        evidence, lambda u, passed: abs(u - (passed - series[0][1])) < 1e-6
    )


def _goes_with_the_wall_clock(evidence: Evidence) -> bool:
    """Each uptime is off by what the wall clock was set by until then."""
    series = evidence.facts.get("series", ())
    play = evidence.symptom.play
    jump = play.given.jump if play else 0.0
    return bool(jump) and all(
        isinstance(u, (int, float)) and abs(u - passed - jump * i) < 1
        for i, (u, passed) in enumerate(series, 1)
    )


MISCONCEPTIONS = (
    Misconception(
        "whole seconds are enough",
        "Do not truncate: a restart loop under one second looks like 0 for ever.",
        frozenset({"not-a-float", "wrong-uptime"}),
        _whole,
    ),
    Misconception(
        "replace(tzinfo) converts",
        "replace(tzinfo=UTC) relabels local time; astimezone converts it.",
        frozenset({"wrong-time"}),
        lambda e: e.facts.get("relabelled", False) and (bool(e.code.calls("replace", "combine"))),
    ),
    Misconception(
        "unit confusion",
        "uptime is in seconds, like process.uptime().",
        frozenset({"wrong-uptime", "not-a-float"}),
        _other_unit,
    ),
    Misconception(
        "an ISO string needs no zone",
        "The timestamp has no offset: readers in other zones misread it.",
        frozenset({"no-offset"}),
        lambda e: True,
    ),
    Misconception(
        "monotonic() is the uptime",
        "The monotonic clock has no defined zero (often machine boot): subtract the start.",
        frozenset({"wrong-uptime", "not-a-float"}),
        _raw,
    ),
    Misconception(
        "uptime since this call",
        "The start must be captured once, at construction.",
        frozenset({"wrong-uptime", "not-a-float"}),
        _started_late,
    ),
    Misconception(
        "the wall clock measures time that passes",
        "Somebody set the wall clock, and the uptime jumped with it: measure with the monotonic "
        "clock, tell the time with the wall clock.",
        frozenset({"wrong-uptime"}),
        _goes_with_the_wall_clock,
    ),
)

LIVENESS = Exercise(
    id="Liveness",
    lesson=LESSON,
    ticket=TICKET,
    title="Say that you live, and since when",
    rank="core",
    names=(Required("Liveness", "class", ("monotonic", "wall")),),
    contract=(
        "`class Liveness` with `__init__(monotonic, wall)` and `report()`. `monotonic()` gives "
        "float seconds, `wall()` an aware datetime. `report()` gives exactly the keys status "
        '("ok"), timestamp (now, ISO 8601 in UTC with its offset, +00:00 or Z) and uptime (float '
        "seconds since construction), ready for JSON. It touches nothing else."
    ),
    requirements=(
        Requirement(
            "report", "report() gives status, timestamp and uptime, ready for JSON.", "a dict"
        ),
        Requirement("timestamp", "The timestamp is now, in UTC, with its offset.", "ISO 8601"),
        Requirement("uptime", "The uptime is the seconds since construction.", "a float"),
    ),
    hints=(
        "Two clocks.",
        "Capture the start once.",
        "`astimezone`, not `replace`.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(reports_in_every_zone, a_report_at_once, a_wall_clock_that_is_set, two_of_them),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-status",
            "not-json",
            "not-iso",
            "no-offset",
            "not-utc",
            "wrong-time",
            "not-a-float",
            "wrong-uptime",
            "mixed-up",
        }
    ),
)
