"""One Friday on the virtual clock: a load that grows, faults that a seed decides, a stop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from course_lib.exercises.friday.sale import luck_of
from course_lib.exercises.friday.stopping import Readiness
from course_lib.exercises.friday.visit import Background, Tracker, Visit, others
from course_lib.exercises.stage import Reply, Stage
from course_lib.virtual_time import guards

Handle = Callable[..., Any]
OPEN = 3.0  # seconds until the service is stopped
AFTER = 1.5  # seconds for which customers still come, to whoever is ready
GRACE = 1.0
MAILS = 5
MAIL = Reply(1.2)
TRACKING_FAILS = 0.1
TRACKING_IS_DOWN = "analytics are down"


@dataclass
class Friday:
    """What one day came to. `visits` that were served, and how many came and were refused."""

    visits: list[Visit]
    lost: int = 0
    orphans: int = 0
    tracked: dict[str, float] = field(default_factory=dict)  # slug -> when analytics had it
    report: Any = None
    problem: str = ""

    @property
    def pages(self) -> list[Visit]:
        """The visits that got their page."""
        return [visit for visit in self.visits if visit.error is None and visit.value is not None]


def play(handle: Handle, shutdown: Handle, requests: int, seed: int) -> Friday:
    """Play the day with these two functions; what they raise is part of the result."""
    luck = random.Random(f"friday {seed}")
    visits = [luck_of(luck, number) for number in range(requests)]
    day = Friday(visits)
    namespace = getattr(handle, "__globals__", None)
    with guards(namespace) as batch:
        run = batch.run(partial(_day, day, handle, shutdown, luck), seed=seed, time_limit=600.0)
    if run.stopped is not None:
        day.problem = run.stopped.message
    elif run.exception is not None:
        day.problem = f"{type(run.exception).__name__}: {run.exception}"
    return day


async def _day(day: Friday, handle: Handle, shutdown: Handle, luck: random.Random) -> None:
    tracker = Tracker(partial(_tracked, luck))
    bg = Background()
    readiness = Readiness(bg.events)
    stage = Stage()
    stage.begin()
    loop = asyncio.get_running_loop()
    opened = loop.time()

    async def customer(visit: Visit, at: float) -> None:
        await asyncio.sleep(at)
        await visit.play(handle, bg, tracker)
        visit.stop()

    async def latecomers() -> None:
        """They come as before, and the balancer sends them while the service says it is ready."""
        gap = OPEN / 2 / len(day.visits)
        while loop.time() - opened < OPEN + AFTER:
            await asyncio.sleep(gap)
            if loop.time() - opened > OPEN and readiness.ready and bg.closing:
                day.lost += 1

    # The load grows: the second half of the customers come in a third of the time.
    arrivals = [
        customer(visit, OPEN * ((number + 1) / len(day.visits)) ** 0.5)
        for number, visit in enumerate(day.visits)
    ]
    serving = asyncio.gather(*arrivals)
    late = asyncio.ensure_future(latecomers())
    await asyncio.sleep(OPEN - 0.1)
    for number in range(MAILS):
        bg.spawn(stage.call("send_email", MAIL)(number), name="email")
    await asyncio.sleep(0.1)
    day.report = await shutdown(readiness, bg, timeout=GRACE)
    await serving
    await late
    day.orphans = len(await others(bg))
    day.tracked = {span.args[-1]: span.end for span in tracker.stage.spans if span.end is not None}


def _tracked(luck: random.Random, *view: str) -> Reply:
    if luck.random() < TRACKING_FAILS:
        return Reply(0.4, error=ConnectionError(TRACKING_IS_DOWN))
    return Reply(0.4)
