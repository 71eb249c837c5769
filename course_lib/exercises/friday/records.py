"""What the contract says of a request's record: one, in time, with status, duration and parts."""

from __future__ import annotations

from numbers import Real
from typing import Any

from course_lib.exercises.bench import Play
from course_lib.exercises.friday.lesson import FAILED, LEFT, OK, OPTIONAL, PARTS
from course_lib.exercises.friday.visit import Visit
from course_lib.exercises.stage import CLOSE, MOMENT
from course_lib.exercises.words import number, seconds, shown
from course_lib.tracing import Span

NEAR_MS = 1.0  # how far a logged duration may be from the true one: whole milliseconds are fine
WHAT = {OK: "answered", FAILED: "failed", LEFT: "was left by its caller"}


def judge_record(play: Play, visit: Visit, status: int) -> None:
    """Exactly one record, with the status, the duration and the parts that were over."""
    if problem := record_problem(visit, status):
        code, message = problem
        play.missed("log", code, message, status=status)
    else:
        play.met("log", f"one record, status {status}")


def record_problem(visit: Visit, status: int) -> tuple[str, str] | None:
    """The code and the sentence of what is wrong with the record of a request; None if nothing."""
    page = f"A page {WHAT[status]}"
    due = "one record for each request is due."
    if len(visit.records) != 1:
        times = number(len(visit.records), "time")
        if visit.records:
            return "two-records", f"{page}, and log was called {times}; {due}"
        return "no-record", f"{page}, and log was never called; {due}"
    (record,) = visit.records
    if record.at > visit.ended + CLOSE:
        late = seconds(record.at - visit.ended)
        return "no-record", f"{page}, and log was called only {late} after its end; {due}"
    said = record.said
    if not isinstance(said, dict) or not {"status", "duration_ms", "parts"} <= set(said):
        message = f"log got {shown(said)}; a dict with status, duration_ms and parts is due."
        return "wrong-record", message
    if said["status"] != status or isinstance(said["status"], bool):
        message = f"{page}, and its record has the status {shown(said['status'])}; "
        return "wrong-status", f"{message}{status} was expected."
    true = 1000 * visit.took
    if not _near(said["duration_ms"], true):
        message = f"A page took {true:.1f} ms, and its record says {shown(said['duration_ms'])}."
        return "wrong-duration", message
    if problem := _parts_problem(visit, said["parts"]):
        return "wrong-parts", problem
    return None


def _parts_problem(visit: Visit, parts: Any) -> str:
    """What is wrong with the durations of the parts; "" when nothing is.

    A part that was still under way may be left out, or be there with any time. So may one that
    ended with the page itself, unless the page was answered.
    """
    if not isinstance(parts, dict) or not set(parts) <= set(PARTS):
        return f"parts is {shown(parts)}; a dict from the names of parts to milliseconds is due."
    for part in PARTS:
        asked = visit.stage.of(part)
        if len(asked) != 1:
            continue  # told elsewhere; what two fetches took together is nobody's question
        true = _true_seconds(visit, part, asked[0])
        end = asked[0].start - visit.began + true[0]
        if end > visit.took + (MOMENT if visit.error is None else -MOMENT):
            continue
        if part not in parts:
            return f"{part} was over, and parts does not name it: {shown(parts)}."
        if not any(_near(parts[part], 1000 * each) for each in true):
            return f"{part} took {1000 * true[0]:.1f} ms, and parts says {shown(parts[part])}."
    return ""


def _true_seconds(visit: Visit, part: str, span: Span) -> list[float]:
    """What a part may be said to have taken: up to its limit, or its fetch if that was awaited."""
    delay = visit.replies[part].delay
    true = [min(delay, visit.timeout) if part in OPTIONAL else delay]
    if span.status in ("ok", "failed") and span.end is not None and span.end <= visit.ended:
        true.append(span.end - span.start)
    return true


def _near(value: Any, true: float) -> bool:
    number = isinstance(value, Real) and not isinstance(value, bool)
    return number and abs(float(value) - true) <= NEAR_MS + 1e-6
