"""What the contract says of one request: its page, its fetches, its failure, its view event."""

from __future__ import annotations

import asyncio
from typing import Any

from course_lib.exercises.bench import Play, alike, same
from course_lib.exercises.friday.lesson import FAILED, KEYS, NEEDS, OPTIONAL, PARTS
from course_lib.exercises.friday.records import judge_record
from course_lib.exercises.friday.visit import Background, Tracker, Visit, missing_keys
from course_lib.exercises.stage import CLOSE, group_leaves
from course_lib.exercises.words import listed, number, seconds, shown


def judge_page(play: Play, visit: Visit) -> bool:
    """A page that fails nowhere: its value, its fetches and its time; False if none is there."""
    if _page_lost(play, visit):
        return False
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
            late = visit.replies[part].delay > visit.timeout
            why = "was later than its limit" if late else "was down"
            message = f"{part} {why} and holds {shown(got)}; [] was expected."
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


def judge_view(play: Play, visit: Visit, bg: Background, tracker: Tracker) -> None:
    """One view event for a page that is there, on `bg`, in the name of its request."""
    spawned = [work.name for work in bg.spawned]
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
    elif bg.spawned[0].at < visit.began + min(visit.ideal, visit.took) - CLOSE:
        at, there = seconds(bg.spawned[0].at), seconds(visit.began + visit.took)
        message = f"The view was spawned at {at}, and the page was there only at {there}."
        play.missed("view", "view-early", message)
    elif tracker.stage.spans[0].status == "cancelled":
        given_up = seconds(tracker.stage.spans[0].end)
        message = f"The view was given up at {given_up}, before analytics had it."
        play.missed("view", "view-lost", message)
    else:
        play.met("view", "one view, spawned on bg under its request's id")


def judge_failure(play: Play, visit: Visit, story: str) -> None:
    """A page that must fail: with the error itself, at once, and one record of it."""
    at, errors = visit.failing()
    broken = listed(p for p in PARTS if visit.replies[p].error in errors)
    if visit.error is None:
        # Its record is not judged: one with 200 is as true as one with 500.
        code = "hidden-bug" if broken in OPTIONAL else "error-lost"
        message = (
            f"{broken} raised {errors[0]!r}, and the caller got {shown(visit.value)} "
            "as if nothing had happened."
        )
        play.missed("fails", code, message)
        return
    if not any(alike(leaf, e) for leaf in group_leaves(visit.error) for e in errors):
        raised = "raised" if visit.took > at - CLOSE else "was about to raise"
        message = f"{broken} {raised} {errors[0]!r}, and the caller got {visit.error!r}."
        play.missed("fails", "wrong-error", message)
    elif visit.took > at + CLOSE:
        message = (
            f"{broken} failed at {seconds(at)}, and the page at {seconds(visit.took)}; "
            "nobody can use the rest of it."
        )
        play.missed("fails", "late-failure", message)
    else:
        play.met("fails", f"{story}: the caller got {type(visit.error).__name__}")
    judge_record(play, visit, FAILED)
