"""friday: what must be true of a program before a belief is named."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from course_lib.services.request_cache import RequestCache
from course_lib.services.supervisor import Supervisor
from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording

PARTS = ("user", "cart", "nav", "product", "reviews", "related")
DELAYS = dict(zip(PARTS, (0.1, 0.5, 0.4, 0.2, 0.3, 0.15), strict=True))
ANSWERS: dict[str, Any] = {
    "user": {"id": "u1"},
    "cart": {"items": 2},
    "nav": ["Tents"],
    "product": {"id": "p1", "category": "c1"},
    "reviews": ["good"],
    "related": ["MUG-1"],
}
LIMIT = 0.4


@dataclass
class Outcome:
    """What came of one page, or of one shutdown. `took` is in seconds."""

    error: BaseException | None = None
    took: float = 0.0
    records: list[Any] = field(default_factory=list)
    spawned: int = 0
    unready_at: float | None = None


class Owner(Supervisor):
    def __init__(self) -> None:
        super().__init__(lambda name, error: None)
        self.spawned = 0

    def spawn(self, coro: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        self.spawned += 1
        return super().spawn(coro, name=name)


@dataclass(frozen=True)
class Page:
    """A story: one page, with these parts that are slow or fail, for a caller who may leave."""

    slow: tuple[tuple[str, float], ...] = ()
    fails: tuple[str, type[Exception]] | None = None
    tracking: float = 0.0
    leaves_at: float | None = None

    async def __call__(self, made: Any, recording: Recording) -> Outcome:
        delays = DELAYS | dict(self.slow)
        fetchers = {name: self._fetcher(recording, name, delays[name]) for name in PARTS}
        track = recording.function("track", lambda *_: self.tracking)
        cache = RequestCache(lambda key: fetchers[key[0]](*key[1:]))
        bg, records, clock = Owner(), [], asyncio.get_running_loop().time
        began = clock()
        handle = made.handle_product_page(
            SimpleNamespace(track=track), bg, cache, records.append, "slug", "s", timeout=LIMIT
        )
        task = asyncio.ensure_future(handle)
        if self.leaves_at is not None:
            asyncio.get_running_loop().call_later(self.leaves_at, task.cancel)
        await asyncio.wait({task})
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        took = clock() - began
        for flight in list(cache._flights.values()):
            flight.cancel()
        return Outcome(error, took, list(records), bg.spawned)

    def _fetcher(self, recording: Recording, name: str, delay: float) -> Any:
        broken = self.fails is not None and self.fails[0] == name
        error = self.fails[1]("broken") if broken and self.fails else None
        return recording.function(
            name, lambda *_: delay, lambda *_: ANSWERS[name], lambda *_: error
        )


async def stop(made: Any, recording: Recording) -> Outcome:
    """A shutdown with one job of 0.3 s; when was readiness turned off?"""
    clock = asyncio.get_running_loop().time
    outcome = Outcome()
    began = clock()

    class Readiness:
        ready = True

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "ready" and not value and outcome.unready_at is None:
                outcome.unready_at = clock() - began
            object.__setattr__(self, name, value)

    bg = Owner()
    bg.spawn(recording.function("job", lambda: 0.3)(), name="job")
    await made.shutdown(Readiness(), bg, timeout=2.0)
    outcome.took = clock() - began
    return outcome


def came(e: Evidence, story: Any) -> Outcome:
    return e.drive(story).value or Outcome()


def leaves(error: BaseException | None) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for part in error.exceptions for leaf in leaves(part)]
    return [] if error is None else [error]


PLAIN = Page()
SLOW_PRODUCT = Page(slow=(("product", 0.9),))
SLOW_VIEW = Page(tracking=5.0)
LEFT = Page(leaves_at=0.2)
BUGS = [Page(fails=(name, KeyError)) for name in ("reviews", "related")]
BROKEN = [Page(fails=(name, ConnectionError)) for name in ("user", "cart", "nav", "product")]


def in_turn(e: Evidence) -> bool:
    seen = e.drive(PLAIN)
    calls = [call for call in seen.calls if call.name in PARTS]
    pairs = itertools.pairwise(calls)
    return len(calls) > 1 and all(a.end is not None and b.start >= a.end - 1e-9 for a, b in pairs)


def hides_bugs(e: Evidence) -> bool:
    wide = e.handlers("Exception", "BaseException", "")
    return bool(wide) and any(e.drive(page).value and came(e, page).error is None for page in BUGS)


def limited_as_a_whole(e: Evidence) -> bool:
    outcome = came(e, SLOW_PRODUCT)
    late = any(isinstance(leaf, TimeoutError) for leaf in leaves(outcome.error))
    many = e.calls("gather", "TaskGroup", "wait")
    return late and abs(outcome.took - LIMIT) < 1e-6 and bool(many)


def waits_for_the_view(e: Evidence) -> bool:
    outcome = came(e, SLOW_VIEW)
    views = [call for call in e.drive(SLOW_VIEW).calls if call.name == "track"]
    return bool(views) and outcome.took > 5.0


def view_without_an_owner(e: Evidence) -> bool:
    views = [call for call in e.drive(PLAIN).calls if call.name == "track"]
    return len(views) > came(e, PLAIN).spawned and bool(e.calls("create_task", "ensure_future"))


def no_record_of(e: Evidence, page: Page) -> bool:
    outcome = came(e, page)
    return outcome.error is not None and not outcome.records


CLAIMS: Claims = {
    "top to bottom is how a page is built": in_turn,
    "degraded mode should hide every error": hides_bugs,
    "one limit around everything is a limit for each": limited_as_a_whole,
    "only a page that is there needs a record": lambda e: any(
        no_record_of(e, page) for page in BROKEN
    ),
    "every end of a request is an Exception": lambda e: (
        no_record_of(e, LEFT) and any(came(e, page).records for page in BROKEN)
    ),
    "work must be awaited to start": waits_for_the_view,
    "create_task is fire-and-forget": view_without_an_owner,
    "readiness follows from stopping": lambda e: (came(e, stop).unready_at or 0.0) > 0.1,
}
