"""What the contract says of one request: its page, its fetches, its record, its view event."""

from __future__ import annotations

import asyncio
from numbers import Real
from typing import Any

from course_lib.exercises.bench import Play, same
from course_lib.exercises.friday.lesson import (
    FAILED,
    KEYS,
    LEFT,
    NEEDS,
    OK,
    OPTIONAL,
    PARTS,
)
from course_lib.exercises.friday.visit import Background, Tracker, Visit, missing_keys
from course_lib.exercises.stage import CLOSE, MOMENT, group_leaves
from course_lib.exercises.words import listed, number, seconds, shown

NEAR_MS = 1.0  # how far a logged duration may be from the true one: whole milliseconds are fine


def judge_page(play: Play, visit: Visit) -> bool:
    """A page that fails nowhere: its value, its fetches and its time."""
    if lost := _page_lost(play, visit):
        return lost
    play.answered("page")
    shaped = _shape(play, visit.value)
    if shaped:
        _values(play, visit)
    judge_fetches(play, visit)
    judge_time(play, visit)
    return shaped


def _page_lost(play: Play, visit: Visit) -> bool:
    """Whether an outage of an optional part took the page with it."""
    outage = (OSError, asyncio.CancelledError)
    if visit.error is None or not visit.degraded:
        return False
    if not any(isinstance(leaf, outage) for leaf in group_leaves(visit.error)):
        return False
    message = (
        f"{listed(visit.degraded)} did not answer, and the page failed with "
        f"{type(visit.error).__name__}; only that part may be missing."
    )
    play.missed("optional", "page-lost", message)
    return True


def _shape(play: Play, value: Any) -> bool:
    if isinstance(value, dict) and set(value) == set(KEYS):
        return True
    lacks = listed(missing_keys(value)) if isinstance(value, dict) else ""
    why = f" It lacks {lacks}." if lacks else ""
    message = f"Returned {shown(value)}; a dict with the keys {', '.join(KEYS)} was expected.{why}"
    return play.missed("page", "wrong-shape", message)


def _values(play: Play, visit: Visit) -> None:
    expected = visit.page
    for part in PARTS:
        got = visit.value[part]
        if same(got, expected[part]):
            continue
        if visit.down(part):
            message = f"{part} was down and holds {shown(got)}; [] was expected."
            play.missed("optional", "wrong-fallback", message)
        else:
            message = f"{part!r} holds {shown(got)}; the cache gave {shown(expected[part])}."
            play.missed("page", "wrong-result", message)
        return
    named = visit.value["degraded"]
    if not same(named, expected["degraded"]):
        message = f"degraded is {shown(named)}; {expected['degraded']} was expected."
        play.missed("optional", "wrong-degraded", message)
        return
    play.met("page", "each key holds the answer of its own fetch")
    if expected["degraded"]:
        play.met("optional", f"{listed(expected['degraded'])} replaced, the rest kept")


def judge_fetches(play: Play, visit: Visit) -> None:
    """Each part once, through the cache, under its own key."""
    for part in PARTS:
        made = visit.stage.of(part)
        wanted = visit.key(part)
        if not made:
            message = f"{part} was never fetched; ask the cache for {shown(wanted)}."
            play.missed("fetches", "not-called", message)
        elif made[0].args != wanted[1:]:
            got = (part, *made[0].args)
            message = f"The cache was asked for {shown(got)}; {shown(wanted)} was expected."
            play.missed("fetches", "wrong-key", message)
        elif len(made) > 1:
            times = number(len(made), "time")
            message = f"{part} was fetched {times} for one page; once is enough."
            play.missed("fetches", "called-twice", message, service=part)
    play.met("fetches", "six fetches, one a part")


def judge_time(play: Play, visit: Visit) -> None:
    """As long as the critical path; the message names a fetch that began late."""
    took, ideal = visit.took, visit.ideal
    if took > ideal + CLOSE:
        late = _late(visit)
        why = f" {late}" if late else ""
        message = f"The page took {seconds(took)}; its critical path takes {seconds(ideal)}.{why}"
        play.missed("time", "late-start" if late else "too-slow", message)
    elif took < ideal - CLOSE:
        message = f"The page took {seconds(took)}; its critical path takes {seconds(ideal)}."
        play.missed("time", "too-early", message)
    else:
        play.met("time", f"took {seconds(took)}, the critical path")


def _late(visit: Visit) -> str:
    for span in sorted(visit.stage.spans, key=lambda span: span.start):
        if span.name not in PARTS:
            continue
        need = visit.stage.of(NEEDS.get(span.name, ""))
        could = need[0].end if need and need[0].end is not None else visit.began
        if span.start > could + CLOSE:
            at, earlier = seconds(span.start), seconds(could)
            return f"{span.name} started at {at} and could have started at {earlier}."
    return ""


def judge_record(play: Play, visit: Visit, status: int) -> None:
    """Exactly one record, with the status, the duration and the parts that were over."""
    what = {OK: "answered", FAILED: "failed", LEFT: "was left by its caller"}[status]
    if len(visit.records) != 1:
        code = "no-record" if not visit.records else "two-records"
        told = f"log was called {number(len(visit.records), 'time')}" if visit.records else (
            "log was never called"
        )  # fmt: skip
        play.missed("log", code, f"A page {what}, and {told}; one record for each request is due.")
        return
    said = visit.records[0].said
    if not isinstance(said, dict) or not {"status", "duration_ms", "parts"} <= set(said):
        message = f"log got {shown(said)}; a dict with status, duration_ms and parts is due."
        play.missed("log", "wrong-record", message)
        return
    if said["status"] != status or isinstance(said["status"], bool):
        message = f"A page {what}, and its record has the status {shown(said['status'])}; "
        play.missed("log", "wrong-status", f"{message}{status} was expected.", status=status)
        return
    true = 1000 * visit.took
    if not _near(said["duration_ms"], true):
        message = f"A page took {true:.1f} ms, and its record says {shown(said['duration_ms'])}."
        play.missed("log", "wrong-duration", message)
        return
    if problem := _parts_problem(visit, said["parts"]):
        play.missed("log", "wrong-parts", problem)
        return
    play.met("log", f"one record, status {status}")


def _parts_problem(visit: Visit, parts: Any) -> str:
    """What is wrong with the durations of the parts; "" when nothing is.

    A part that was still under way may be left out, or be there with any time.
    """
    if not isinstance(parts, dict) or not set(parts) <= set(PARTS):
        return f"parts is {shown(parts)}; a dict from the names of parts to milliseconds is due."
    for part in PARTS:
        start, end = visit.span(part)
        asked = visit.stage.of(part)
        over = bool(asked) and end < visit.took - MOMENT
        if visit.error is None and asked:
            over = True
        if not over:
            continue
        true = 1000 * (end - start)
        if part not in parts:
            return f"{part} was over, and parts does not name it: {shown(parts)}."
        if not _near(parts[part], true):
            return f"{part} took {true:.1f} ms, and parts says {shown(parts[part])}."
    return ""


def _near(value: Any, true: float) -> bool:
    number = isinstance(value, Real) and not isinstance(value, bool)
    return number and abs(float(value) - true) <= NEAR_MS + 1e-6


def judge_view(play: Play, visit: Visit, bg: Background, tracker: Tracker) -> None:
    """One view event for a page that is there, on `bg`, in the name of its request."""
    spawned = [name for request, name in bg.spawned if request == visit.id]
    if tracker.heard and not spawned:
        message = "api.track was called, and not as work that bg owns: give it to bg.spawn."
        play.missed("view", "view-unowned", message)
        return
    if len(tracker.heard) != 1:
        times = f"{number(len(tracker.heard), 'time')}" if tracker.heard else "never"
        message = f"The page was answered, and its view was tracked {times}; once is due."
        play.missed("view", "view-lost" if not tracker.heard else "view-twice", message)
        return
    request, args = tracker.heard[0]
    if args != ("view", visit.slug):
        message = f"api.track was called with {shown(args)}; ('view', {visit.slug!r}) is due."
        play.missed("view", "wrong-view", message)
    elif request != visit.id:
        message = f"The view of {visit.id} was tracked under the request id {request!r}."
        play.missed("view", "mixed-up", message)
    elif spawned != ["view"]:
        message = f"bg was given work named {listed(map(repr, spawned))}; 'view' is due."
        play.missed("view", "wrong-view", message)
    else:
        play.met("view", "one view, spawned on bg under its request's id")


def judge_failure(play: Play, visit: Visit, story: str) -> None:
    """A page that must fail: with the error itself, at once, and one record of it."""
    at, errors = visit.failing()
    broken = listed(p for p in PARTS if visit.replies[p].error in errors)
    if visit.error is None:
        code = "hidden-bug" if broken in OPTIONAL else "error-lost"
        message = (
            f"{broken} raised {errors[0]!r}, and the caller got {shown(visit.value)} "
            "as if nothing had happened."
        )
        play.missed("fails", code, message)
    elif not any(leaf is error for leaf in group_leaves(visit.error) for error in errors):
        message = f"{broken} raised {errors[0]!r}, and the caller got {visit.error!r}."
        play.missed("fails", "wrong-error", message)
    elif visit.took > at + CLOSE:
        message = (
            f"{broken} failed at {seconds(at)}, and the page at {seconds(visit.took)}; "
            "nobody can use the rest of it."
        )
        play.missed("fails", "late-failure", message)
    else:
        play.met("fails", f"{story}: the caller got {type(visit.error).__name__}")
    judge_record(play, visit, FAILED if visit.error is not None else OK)
