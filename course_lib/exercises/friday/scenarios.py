"""What is tried with one page."""

from __future__ import annotations

import asyncio
from typing import Any

from course_lib.exercises.bench import Bench, Play
from course_lib.exercises.friday.judging import (
    judge_failure,
    judge_page,
    judge_record,
    judge_view,
)
from course_lib.exercises.friday.lesson import LEFT, OK, OPTIONAL, PARTS, REQUIRED
from course_lib.exercises.friday.visit import Background, Tracker, Visit, others
from course_lib.exercises.stage import CLOSE, Reply
from course_lib.exercises.words import listed, number, seconds
from course_lib.tracing import Mark

LIMIT = 0.4
SLOW_TRACKING = Reply(1.2)
# One row a shape of the page, in the order of PARTS: user, cart, nav, product, reviews, related.
SHAPES = (
    (0.10, 0.50, 0.40, 0.20, 0.30, 0.15),
    (0.45, 0.05, 0.10, 0.10, 0.20, 0.30),
    (0.05, 0.10, 0.90, 0.15, 0.20, 0.25),
    (0.15, 0.20, 0.05, 0.50, 0.10, 0.35),
)
TIGHT = (0.2, 0.2, 0.4, 0.2, 0.2, 0.2)
UNEVEN = (0.1234, 0.4567, 0.3219, 0.2107, 0.2876, 0.1703)  # whoever looks now and then is late

# Kinds and not objects: an exception that is raised holds on to the frames that it went through.
OUTAGES = (ConnectionError, TimeoutError, ConnectionResetError)
BUGS = (KeyError, TypeError, OSError, RuntimeError)


def replies(
    bench: Bench, delays: tuple[float, ...] = TIGHT, tag: int | None = None, **changed: Any
) -> dict[str, Reply]:
    """Six answers that nobody can guess; `changed` gives other values."""
    tag = bench.random.randrange(100, 999) if tag is None else tag
    values = {
        "user": {"id": f"u{tag}", "name": f"Customer {tag}"},
        "cart": {"items": tag},
        "nav": ["Stoves", "Lamps", tag],
        "product": {"id": f"p{tag}", "category": f"c{tag}", "name": "Auk lamp"},
        "reviews": [f"review {tag}"],
        "related": [f"LAMP-{tag}"],
    } | changed
    return {part: Reply(d, values[part]) for part, d in zip(PARTS, delays, strict=True)}


def visit_once(
    bench: Bench, visit: Visit, story: str, requirement: str = "page", **background: Any
) -> tuple[Play, Background, Tracker]:
    """Play one request alone, wait for its background work, and see what else still runs."""
    function = bench.answer.objects["handle_product_page"]
    tracker = Tracker(background.get("track", SLOW_TRACKING))

    async def attempt() -> Any:
        bg = Background()
        bg.closing = background.get("closing", False)
        if (closes_at := background.get("closes_at")) is not None:
            asyncio.get_running_loop().call_later(closes_at, setattr, bg, "closing", True)
        await visit.play(function, bg, tracker)
        left = await others(bg, *visit.flights())
        visit.stop()
        if bg.tasks:
            await asyncio.wait(set(bg.tasks))
        return bg, left

    play = bench.perform(attempt, visit.stage, story, visit.due, requirement)
    if play.error is not None:
        raise play.error
    bg, left = play.value
    _ends_with_the_page(play, visit)
    if left:
        message = f"After the page was over, {number(len(left), 'task')} of yours still ran."
        play.missed("leaves" if visit.leaves_at is not None else "fails", "left-running", message)
    return play, bg, tracker


def _ends_with_the_page(play: Play, visit: Visit) -> None:
    """The run is the visit's; that the check waited for background work is no part of it."""
    run = play.run
    run.value, run.exception = visit.value, visit.error
    run.trace.ended = visit.ended
    ending = "returned" if visit.error is None else "raised"
    run.trace.marks[:] = [
        Mark(ending, visit.ended, mark.detail) if mark.name in ("returned", "raised") else mark
        for mark in run.trace.marks
    ]
    play.given = visit


def _whole(bench: Bench, visit: Visit, story: str, **background: Any) -> None:
    play, bg, tracker = visit_once(bench, visit, story, **background)
    if judge_page(play, visit):
        judge_record(play, visit, OK)
    if visit.error is None:
        judge_view(play, visit, bg, tracker)


def pages_of_every_shape(bench: Bench) -> None:
    """Each chain is the longest once, once all take the same time, once nothing is round."""
    for delays in (*SHAPES, TIGHT, UNEVEN):
        _whole(bench, Visit(replies(bench, delays), LIMIT), "six parts that all answer")


def answers_of_every_kind(bench: Bench) -> None:
    """Answers that are nothing, false, empty, or an exception as a value."""
    odd = {
        "user": {"id": 0},
        "product": {"id": "", "category": None},
        "cart": None,
        "nav": [],
        "reviews": 0,
        "related": ValueError("a value, not an error"),
    }
    _whole(bench, Visit(replies(bench, SHAPES[0], **odd)), "answers that are nothing, or false")
    other = Visit(replies(bench, SHAPES[1]), slug="tern-mug", session="session-9", id="req-7")
    _whole(bench, other, "another page for another customer")


def optional_parts_are_down(bench: Bench) -> None:
    """Reviews, related, or both are down, or too slow, or never answer."""
    for names in (("reviews",), ("related",), OPTIONAL):
        for outage in OUTAGES:
            answers = replies(bench, SHAPES[0])
            answers |= {n: Reply(0.1, error=outage("down")) for n in names}
            _whole(bench, Visit(answers), f"{listed(names)} down")
        for delay in (0.9, 1e6):
            answers = replies(bench, (0.05, 0.05, 0.1, 0.15, 0.1, 0.2))
            answers |= {n: Reply(delay, ["late"]) for n in names}
            _whole(bench, Visit(answers, 0.25), f"{listed(names)} too slow")
    answers = replies(bench, SHAPES[0])
    answers |= {"reviews": Reply(0.1, error=ConnectionError("down")), "related": Reply(5.0, [])}
    _whole(bench, Visit(answers), "one optional part down, one too slow")


def a_patient_limit(bench: Bench) -> None:
    """The limit is for the optional parts only, and counts from their own start."""
    slow = replies(bench, (0.3, 2.0, 1.0, 0.6, 0.3, 0.35))
    _whole(bench, Visit(slow, 0.4), "required parts that take longer than the limit")
    slower = replies(bench, (70.0, 0.1, 80.0, 90.0, 0.3, 0.35))
    _whole(bench, Visit(slower, 0.4), "required parts that take over a minute")
    patient = replies(bench, (0.1, 0.1, 0.1, 0.1, 45.0, 30.0))
    _whole(bench, Visit(patient, 60.0), "optional parts that are slow, and a limit that allows it")


def fallbacks_are_fresh(bench: Bench) -> None:
    """What one page appends to its empty list must not turn up on another page."""
    for outage in (ConnectionError, TimeoutError, None):
        for number_ in range(2):
            down = Reply(0.1, error=outage("down")) if outage else Reply(5.0, ["late"])
            answers = replies(bench) | dict.fromkeys(OPTIONAL, down)
            _append_to_lists(bench, Visit(answers, LIMIT, id=f"req-{number_}"))


def _append_to_lists(bench: Bench, visit: Visit) -> None:
    play, *_ = visit_once(bench, visit, "two pages that are both degraded")
    play.answered("page")
    page = play.value if isinstance(play.value, dict) else {}
    lists = [page.get(key) for key in (*OPTIONAL, "degraded")]
    lists = [item for item in lists if isinstance(item, list)]
    shared = any("from another page" in item for item in lists)
    if shared or len({id(item) for item in lists}) < len(lists):
        message = "A list of one page is the same object as another one."
        play.missed("optional", "shared-fallback", message)
    for item in lists:
        item.append("from another page")


def a_required_part_fails(bench: Bench) -> None:
    """Each required part fails, soon or as the last one, and the page with it."""
    for part in REQUIRED:
        for kind in (*OUTAGES, *BUGS):
            _failing(bench, f"{part} fails", {part: Reply(0.1, error=kind("broken"))})
        late = {part: Reply(3.0, error=ConnectionError("down at last"))}
        _failing(bench, f"{part} fails after all the rest", late)


def a_bug_in_an_optional_part(bench: Bench) -> None:
    """What is no outage is a bug, and is not hidden, whatever the other part does."""
    for part, other in (OPTIONAL, OPTIONAL[::-1]):
        for kind in BUGS:
            _failing(bench, f"a bug in {part}", {part: Reply(0.1, error=kind("a bug"))})
        down = {other: Reply(0.05, error=ConnectionError("down"))}
        bug = {part: Reply(0.1, error=KeyError("rating"))}
        _failing(bench, f"a bug in {part} while {other} is down", down | bug)


def _failing(bench: Bench, story: str, changed: dict[str, Reply]) -> None:
    visit = Visit(replies(bench, SHAPES[0]) | changed)
    play, *_ = visit_once(bench, visit, story, "fails")
    judge_failure(play, visit, story)


def the_caller_leaves(bench: Bench) -> None:
    """Before the product is there, while the optional parts are asked, near the end."""
    for at in (0.05, 0.2, 0.42):
        visit = Visit(replies(bench, SHAPES[0]), leaves_at=at)
        story = f"a caller who leaves at {seconds(at)}"
        play, *_ = visit_once(bench, visit, story, "leaves")
        if not play.cancelled("leaves", at):
            continue
        if visit.took > at + CLOSE:
            message = (
                f"The caller left at {seconds(at)}, and your code went on until "
                f"{seconds(visit.took)}; nobody was waiting for it."
            )
            play.missed("leaves", "stays-on", message)
        judge_record(play, visit, LEFT)


def the_view_is_in_nobodys_way(bench: Bench) -> None:
    """Tracking fails, takes for ever, or is refused since the service is stopping."""
    for reply in (Reply(0.3, error=ConnectionError("analytics down")), Reply(900.0), Reply(0.0)):
        visit = Visit(replies(bench, SHAPES[1]))
        _whole(bench, visit, "a view event that fails or is slow", track=reply)
    _refused(bench, "a page while bg is closing", closing=True)
    _refused(bench, "a page while bg begins to close", closes_at=0.2)


def _refused(bench: Bench, story: str, **background: Any) -> None:
    """The view is refused, and the page is as good as any."""
    visit = Visit(replies(bench, SHAPES[1]))
    play, bg, tracker = visit_once(bench, visit, story, "view", **background)
    if visit.error is not None:
        message = (
            f"bg was closing, and the page failed with {type(visit.error).__name__}; "
            "what bg refuses must not cost the page."
        )
        play.missed("view", "page-lost-to-view", message)
        return
    if tracker.heard and not bg.spawned:
        message = "bg was closing, and api.track was called all the same: nobody owns that work."
        play.missed("view", "view-unowned", message)
    if judge_page(play, visit):
        judge_record(play, visit, OK)


PAGE_SCENARIOS: tuple[Any, ...] = (
    pages_of_every_shape,
    answers_of_every_kind,
    optional_parts_are_down,
    a_patient_limit,
    fallbacks_are_fresh,
    a_required_part_fails,
    a_bug_in_an_optional_part,
    the_caller_leaves,
    the_view_is_in_nobodys_way,
)
