"""The autumn sale: two hundred requests under a seeded fault plan, and a stop in the middle."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Sequence
from typing import Any

from course_lib.exercises.bench import Bench, Play, ScenarioOver, same
from course_lib.exercises.friday.lesson import FAILED, LEFT, OK, OPTIONAL, PARTS, REQUIRED
from course_lib.exercises.friday.stopping import Readiness
from course_lib.exercises.friday.visit import Background, Tracker, Visit, others
from course_lib.exercises.stage import MOMENT, Reply, group_leaves
from course_lib.exercises.words import number, seconds, shown

REQUESTS = 200
STOP_AT = 3.0  # seconds; the requests come evenly until then
GRACE = 1.0
BUDGET = 1.05  # p75 of the pages may be this many times the p75 of their critical paths
DELAYS = dict(zip(PARTS, (0.10, 0.50, 0.40, 0.20, 0.30, 0.10), strict=True))
HANGS, HAS_A_BUG, LEAVES = 50, 90, 120


def plan(bench: Bench) -> list[Visit]:
    """The visits, in the order in which they come; the bench's seed decides their luck."""
    visits = [luck_of(bench.random, i) for i in range(REQUESTS)]
    visits[HANGS].replies["reviews"] = Reply(1e6)
    for i, part, reply in (
        (HAS_A_BUG, "related", Reply(0.05, error=KeyError("a bug"))),
        (LEAVES, "nav", Reply(0.3)),
    ):
        answers = {p: Reply(0.3, reply.value) for p, reply in visits[i].replies.items()}
        visits[i].replies = answers | {part: reply}
    visits[LEAVES].leaves_at = 0.2
    return visits


def luck_of(luck: random.Random, i: int) -> Visit:
    """Visit number `i`: mostly as usual, at times a spike of latency, a part that is down."""
    delays = {part: d * luck.uniform(0.8, 1.2) for part, d in DELAYS.items()}
    if luck.random() < 0.05:
        delays[luck.choice(PARTS)] *= 3  # a spike of latency
    values = {
        "user": {"id": i},
        "cart": {"items": i},
        "nav": ["Stoves", "Lamps"],
        "product": {"id": f"p{i}", "category": f"c{i}"},
        "reviews": [f"review {i}"],
        "related": [f"LAMP-{i}"],
    }
    replies = {part: Reply(round(delays[part], 6), values[part]) for part in PARTS}
    for part in OPTIONAL:
        if luck.random() < 0.1:
            replies[part] = Reply(replies[part].delay, error=ConnectionError(f"{part} is down"))
    if luck.random() < 0.02:
        part = luck.choice(REQUIRED)
        replies[part] = Reply(replies[part].delay, error=ConnectionError(f"{part} is down"))
    return Visit(replies, 0.5, f"slug-{i}", f"session-{i}", f"req-{i}")


def the_sale(bench: Bench) -> None:
    """Two hundred requests with spikes, outages, a hang, a bug and a caller who leaves."""
    if bench.failed:
        raise ScenarioOver  # what is wrong with one page would be told two hundred times
    handle = bench.answer.objects["handle_product_page"]
    shutdown = bench.answer.objects["shutdown"]
    visits, tracker = plan(bench), Tracker(Reply(0.3))

    async def one(visit: Visit, at: float, bg: Background) -> None:
        await asyncio.sleep(at)
        await visit.play(handle, bg, tracker)
        visit.stop()

    async def attempt() -> Any:
        bg = Background()
        readiness = Readiness(bg.events)
        # The load grows: they come faster and faster.
        arrivals = [one(v, STOP_AT * (i / REQUESTS) ** 0.5, bg) for i, v in enumerate(visits)]
        serving = asyncio.gather(*arrivals)
        await asyncio.sleep(STOP_AT)
        report = await shutdown(readiness, bg, timeout=GRACE)
        await serving
        return report, await others(bg), bg

    story = "two hundred requests, and a stop at 3.000 s"
    play = bench.perform(attempt, visits[0].stage, story, None, "sale")
    if play.error is not None:
        play.answered("sale")
    _judge(play, visits, tracker)


def _judge(play: Play, visits: Sequence[Visit], tracker: Tracker) -> None:
    _, left, bg = play.value
    for visit in visits:
        if problem := _outcome_problem(visit) or _record_problem(visit):
            play.missed("sale", "invariant-broken", f"Of 200 requests, {visit.id}: {problem}")
            return
    tracked = sorted(request for request, _ in tracker.heard)
    if tracked != sorted(request for request, _ in bg.spawned):
        message = "Of 200 requests, views were tracked that nobody spawned on bg, or lost."
        play.missed("sale", "invariant-broken", message)
        return
    # While the service stops, bg refuses: those pages have no view.
    due = {v.id for v in visits if v.error is None and v.ended < STOP_AT - MOMENT}
    if lost := due - set(tracked):
        message = f"{number(len(lost), 'view')} of 200 requests were lost, one of {min(lost)}."
        play.missed("sale", "invariant-broken", message)
        return
    if left:
        message = f"After 200 requests, {number(len(left), 'task')} of yours still ran."
        play.missed("sale", "invariant-broken", message)
        return
    pages = [visit for visit in visits if visit.error is None]
    p75 = [nearest_rank([v.took for v in pages], 75), nearest_rank([v.ideal for v in pages], 75)]
    said = f"p75 of {number(len(pages), 'page')} is {seconds(p75[0])}; the critical paths' is"
    if p75[0] > BUDGET * p75[1]:
        message = f"The {said} {seconds(p75[1])}, and the budget {BUDGET:g} times that."
        play.missed("sale", "over-budget", message)
        return
    play.met("sale", f"{said} {seconds(p75[1])}")


def _outcome_problem(visit: Visit) -> str:
    if visit.leaves_at is not None:
        left = isinstance(visit.error, asyncio.CancelledError)
        return "" if left else f"its caller left, and it gave {shown(visit.error or visit.value)}."
    at, errors = visit.failing()
    if errors and at <= visit.ideal:
        raised = [leaf for leaf in group_leaves(visit.error) if leaf in errors]
        return "" if raised else f"{errors[0]!r} was due, and it gave {shown(visit.value)}."
    if visit.error is not None:
        return f"it failed with {visit.error!r}, and could have answered."
    return "" if same(visit.value, visit.page) else f"it gave {shown(visit.value)}."


def _record_problem(visit: Visit) -> str:
    status = LEFT if visit.leaves_at else OK if visit.error is None else FAILED
    said = [(r.request, r.said.get("status")) for r in visit.records if isinstance(r.said, dict)]
    return "" if said == [(visit.id, status)] else f"its records are {shown(said)}."


def nearest_rank(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of 100 values do not exceed."""
    return sorted(values)[max(math.ceil(percent / 100 * len(values)) - 1, 0)]
