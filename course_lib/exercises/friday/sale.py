"""The autumn sale: two hundred requests under a seeded fault plan, and a stop in the middle."""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from course_lib.exercises.bench import Bench, Play, ScenarioOver
from course_lib.exercises.friday.lesson import OPTIONAL, PARTS, REQUIRED
from course_lib.exercises.friday.stopping import Readiness
from course_lib.exercises.friday.together import visit_problem
from course_lib.exercises.friday.visit import Background, Tracker, Visit, others
from course_lib.exercises.stage import MOMENT, Reply
from course_lib.exercises.words import listed, number, seconds

REQUESTS = 200
STOP_AT = 3.0  # seconds; the requests come evenly until then
GRACE = 1.0
BUDGET = 1.05  # a percentile of the pages may be this many times that of their critical paths
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
        answers = {name: Reply(0.3, value) for name, value in _values(i).items()}
        visits[i].replies = answers | {part: reply}  # whatever luck had in mind for it
    visits[LEAVES].leaves_at = 0.2
    return visits


def luck_of(luck: random.Random, i: int) -> Visit:
    """Visit number `i`: mostly as usual, at times a spike of latency, a part that is down."""
    delays = {part: d * luck.uniform(0.8, 1.2) for part, d in DELAYS.items()}
    if luck.random() < 0.05:
        delays[luck.choice(PARTS)] *= 3  # a spike of latency
    values = _values(i)
    replies = {part: Reply(round(delays[part], 6), values[part]) for part in PARTS}
    for part in OPTIONAL:
        if luck.random() < 0.1:
            replies[part] = Reply(replies[part].delay, error=ConnectionError(f"{part} is down"))
    if luck.random() < 0.02:
        part = luck.choice(REQUIRED)
        replies[part] = Reply(replies[part].delay, error=ConnectionError(f"{part} is down"))
    return Visit(replies, 0.5, f"slug-{i}", f"session-{i}", f"req-{i}")


def _values(i: int) -> dict[str, Any]:
    """What the six parts of visit number `i` hold."""
    return {
        "user": {"id": i},
        "cart": {"items": i},
        "nav": ["Stoves", "Lamps"],
        "product": {"id": f"p{i}", "category": f"c{i}"},
        "reviews": [f"review {i}"],
        "related": [f"LAMP-{i}"],
    }


def _analytics(luck: random.Random) -> Callable[..., Reply]:
    """One view in ten fails, whatever it is a view of."""
    fails = Reply(0.3, error=ConnectionError("analytics are down"))
    return lambda *_: fails if luck.random() < 0.1 else Reply(0.3)


def the_sale(bench: Bench) -> None:
    """Two hundred requests with spikes, outages, a hang, a bug and a caller who leaves."""
    if bench.failed:
        raise ScenarioOver  # what is wrong with one page would be told two hundred times
    handle = bench.answer.objects["handle_product_page"]
    shutdown = bench.answer.objects["shutdown"]
    visits, tracker = plan(bench), Tracker(_analytics(bench.random))

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
        await shutdown(readiness, bg, timeout=GRACE)
        running = [task.get_name() for task in bg.tasks if not task.done()]
        await serving
        return running, await others(bg), bg, readiness.ready

    story = "two hundred requests, and a stop at 3.000 s"
    play = bench.perform(attempt, visits[0].stage, story, None, "sale")
    if play.error is not None:
        play.answered("sale")
    _judge(play, visits, tracker)


def _judge(play: Play, visits: Sequence[Visit], tracker: Tracker) -> None:
    running, left, bg, ready = play.value
    problems = (
        *(f"{visit.id}: {problem}" for visit in visits if (problem := visit_problem(visit))),
        _views_problem(visits, tracker, bg),
        f"after the stop {listed(set(running))} ran on." if running else "",
        "after the stop the balancer still sent requests." if ready else "",
        f"at the end {number(len(left), 'task')} of yours still ran." if left else "",
    )
    if broken := next(filter(None, problems), ""):
        play.missed("sale", "invariant-broken", f"Of 200 requests, {broken}")
        return
    pages = [visit for visit in visits if visit.error is None]
    told = ""
    for percent in (75, 99):
        took = nearest_rank([visit.took for visit in pages], percent)
        ideal = nearest_rank([visit.ideal for visit in pages], percent)
        said = (
            f"p{percent} of {number(len(pages), 'page')} is {seconds(took)}; "
            f"the critical paths' is {seconds(ideal)}"
        )
        told = told or said
        if took > BUDGET * ideal:
            message = f"The {said}, and the budget {BUDGET:g} times that."
            play.missed("sale", "over-budget", message)
            return
    play.met("sale", told)


def _views_problem(visits: Sequence[Visit], tracker: Tracker, bg: Background) -> str:
    """Views that nobody owned, that came twice, or that are missing; "" when none is."""
    tracked = sorted(request for request, _ in tracker.heard)
    if tracked != sorted(work.request for work in bg.spawned):
        return "views were tracked that nobody spawned on bg, or lost."
    if twice := [request for request, times in Counter(tracked).items() if times > 1]:
        return f"{twice[0]} has more than one view."
    # While the service stops, bg refuses: those pages have no view.
    due = {v.id for v in visits if v.error is None and v.ended < STOP_AT - MOMENT}
    lost = due - set(tracked)
    return f"{number(len(lost), 'view')} were lost, one of {min(lost)}." if lost else ""


def nearest_rank(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of 100 values do not exceed."""
    return sorted(values)[max(math.ceil(percent / 100 * len(values)) - 1, 0)]
