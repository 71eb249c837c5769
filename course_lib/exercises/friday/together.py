"""Fifty requests at once, each with its own customer, page, fate and id."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from course_lib.exercises.bench import Bench, Play, ScenarioOver, same
from course_lib.exercises.friday.lesson import FAILED, KEYS, LEFT, OK, PARTS
from course_lib.exercises.friday.records import record_problem
from course_lib.exercises.friday.scenarios import LIMIT, SHAPES, replies
from course_lib.exercises.friday.visit import Background, Tracker, Visit
from course_lib.exercises.stage import CLOSE, Reply, group_leaves
from course_lib.exercises.words import number, seconds, shown

GAP = 0.01  # seconds between two visitors: the last one comes before the first one has a page
DEGRADED, TOO_SLOW, FAILS, LEAVES = range(4, 50, 6), range(1, 50, 8), (13, 30), (22, 39)


def fifty_at_once(bench: Bench) -> None:
    """Two by two they want the same page as the same customer; some fail, and some leave."""
    function = bench.answer.objects["handle_product_page"]
    visits = [_visitor(bench, i) for i in range(50)]
    tracker = Tracker(Reply(0.3))

    async def come(visit: Visit, at: float, bg: Background) -> None:
        await asyncio.sleep(at)
        await visit.play(function, bg, tracker)
        visit.stop()

    async def attempt() -> Any:
        bg = Background()
        await asyncio.gather(*(come(visit, GAP * i, bg) for i, visit in enumerate(visits)))
        if bg.tasks:
            await asyncio.wait(set(bg.tasks))
        return bg

    play = bench.perform(attempt, visits[0].stage, "fifty requests at once", None, "together")
    if play.error is not None:
        raise play.error
    if bench.failed:
        raise ScenarioOver  # what is wrong with a single page is told already
    _judge(play, visits, tracker)


def _visitor(bench: Bench, i: int) -> Visit:
    answers = replies(bench, SHAPES[i % len(SHAPES)], tag=1000 + i)
    if i in DEGRADED:
        answers["reviews"] = Reply(0.1, error=ConnectionError("down"))
    if i in TOO_SLOW:
        answers["related"] = Reply(5.0, ["late"])
    if i in FAILS:
        answers["nav"] = Reply(0.3, error=ConnectionError(f"no menu for req-{i}"))
    leaves_at = 0.25 if i in LEAVES else None
    page, customer = f"slug-{i // 2}", f"session-{i // 2}"
    return Visit(answers, LIMIT, page, customer, f"req-{i}", leaves_at)


def _judge(play: Play, visits: Sequence[Visit], tracker: Tracker) -> None:
    for visit in visits:
        if _holds_anothers(visit, visits):
            message = f"Of fifty pages at once, {visit.id}: {visit_problem(visit)}"
            play.missed("together", "mixed-up", message)
            return
    slow = [v for v in visits if v.took > v.due + CLOSE]
    if slow:
        message = (
            f"Alone each page took its critical path; of fifty at once {number(len(slow), 'page')} "
            f"took longer, {slow[0].id} {seconds(slow[0].took)} for {seconds(slow[0].due)}."
        )
        play.missed("together", "queued", message)
        return
    for visit in visits:
        if problem := visit_problem(visit):
            # A good page, and a record that is right when nobody else comes: it is of others.
            mixed = visit.error is None and same(visit.value, visit.page)
            code = "mixed-up" if mixed else "invariant-broken"
            play.missed("together", code, f"Of fifty pages at once, {visit.id}: {problem}")
            return
    pages = [visit for visit in visits if visit.error is None]
    views = [(request, args[-1]) for request, args in tracker.heard]
    if absent := [visit for visit in pages if (visit.id, visit.slug) not in views]:
        message = f"Of fifty pages at once, {absent[0].id} has no view under its own request id."
        play.missed("together", "mixed-up", message)
        return
    play.met("together", "fifty pages at once, none mixed up")


def _holds_anothers(visit: Visit, visits: Sequence[Visit]) -> bool:
    """Whether a part of this page is what another visitor was to get."""
    page = visit.value if isinstance(visit.value, dict) else {}
    return any(
        page.get(part) is theirs
        for part in PARTS
        for other in visits
        if other is not visit and (theirs := other.replies[part].value) is not None
    )


def visit_problem(visit: Visit) -> str:
    """What is wrong with the outcome, the fetches or the record of one request of many; or ""."""
    if problem := _outcome_problem(visit):
        return problem
    if twice := [part for part in PARTS if len(visit.stage.of(part)) > 1]:
        return f"{twice[0]} was fetched {number(len(visit.stage.of(twice[0])), 'time')}."
    if strange := [r.request for r in visit.records if r.request != visit.id]:
        return f"its record was logged in the name of {strange[0]}."
    status = LEFT if visit.leaves_at else OK if visit.error is None else FAILED
    problem = record_problem(visit, status)
    return problem[1] if problem else ""


def _outcome_problem(visit: Visit) -> str:
    if visit.leaves_at is not None:
        left = isinstance(visit.error, asyncio.CancelledError)
        return "" if left else f"its caller left, and it gave {shown(visit.error or visit.value)}."
    _, errors = visit.failing()
    if errors:
        raised = [leaf for leaf in group_leaves(visit.error) if leaf in errors]
        gave = shown(visit.value) if visit.error is None else repr(visit.error)
        return "" if raised else f"{errors[0]!r} was due, and it gave {gave}."
    if visit.error is not None:
        return f"it failed with {visit.error!r}, and could have answered."
    if not isinstance(visit.value, dict) or set(visit.value) != set(KEYS):
        return f"it gave {shown(visit.value)}."
    wrong = [key for key in KEYS if not same(visit.value[key], visit.page[key])]
    if not wrong:
        return ""
    got, due = visit.value[wrong[0]], visit.page[wrong[0]]
    return f"{wrong[0]} holds {shown(got)}; {shown(due)} was due."
