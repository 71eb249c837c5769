"""One request to the page, as the capstone's checks play it, and all that it left behind."""

from __future__ import annotations

import asyncio
import copy
import inspect
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from course_lib.exercises.bench import NotAwaitableError
from course_lib.exercises.friday.lesson import KEYS, NEEDS, OPTIONAL, PARTS
from course_lib.exercises.stage import MOMENT, Api, Reply, Script, Stage
from course_lib.services.request_cache import RequestCache
from course_lib.services.supervisor import Supervisor

# Whoever calls the handler sets it; tasks inherit it, and so must the view event.
request_id: ContextVar[str] = ContextVar("request_id", default="none")

SETTLE = 20  # rounds of the loop that cancelled tasks get to end in: two for each task in a task


class Spawned(NamedTuple):
    """Work that `bg` was given: in whose name, under which name, when."""

    request: str
    name: str
    at: float


class Background(Supervisor):
    """Lesson 3's Supervisor; it also notes in whose name, and when, work was spawned."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.spawned: list[Spawned] = []
        self.errors: list[tuple[str, BaseException]] = []
        self._clock = Stage()
        self._clock.begin()
        super().__init__(lambda name, error: self.errors.append((name, error)))

    @property
    def closing(self) -> bool:
        """While True, spawn refuses."""
        return self._closing

    @closing.setter
    def closing(self, value: bool) -> None:
        self._closing = value
        if value:
            self.events.append("closing")

    def spawn(self, coro: Any, *, name: str) -> asyncio.Task[Any]:
        """As the Supervisor's."""
        task = super().spawn(coro, name=name)
        self.spawned.append(Spawned(request_id.get(), name, self._clock.now()))
        return task


class Tracker:
    """`api`, of which only `track` is left: every part comes from the cache."""

    def __init__(self, script: Script) -> None:
        self.stage = Stage()
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        answer = self.stage.call("track", script)

        async def track(*args: Any) -> Any:
            self.heard.append((request_id.get(), args))
            return await answer(*args)

        self.api = Api({"track": track})


@dataclass
class Record:
    """What `log` was given: by whose request, when, and a copy as it was at that moment."""

    request: str
    at: float
    said: Any


@dataclass
class Visit:
    """One request. `replies` say what its six parts do; the rest is what came of it."""

    replies: dict[str, Reply]
    timeout: float = 0.4
    slug: str = "auk-lamp"
    session: str = "session-5"
    id: str = "req-1"
    leaves_at: float | None = None
    stage: Stage = field(default_factory=Stage)
    records: list[Record] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    value: Any = None
    error: BaseException | None = None
    cache: RequestCache | None = None
    tracker: Tracker | None = None

    @property
    def took(self) -> float:
        """Seconds from the call of the handler to its end."""
        return round(self.ended - self.began, 9)

    def key(self, part: str) -> tuple[Any, ...]:
        """The key under which the cache finds a part."""
        answers = {name: self.replies[name].value for name in ("user", "product")}
        return {
            "user": ("user", self.session),
            "nav": ("nav",),
            "cart": ("cart", _of(answers["user"], "id")),
            "product": ("product", self.slug),
            "reviews": ("reviews", _of(answers["product"], "id")),
            "related": ("related", _of(answers["product"], "category")),
        }[part]

    def down(self, part: str) -> bool:
        """Whether an optional part is to be missing from the page."""
        reply = self.replies[part]
        late = reply.delay > self.timeout
        return part in OPTIONAL and (
            late or isinstance(reply.error, (ConnectionError, TimeoutError))
        )

    @property
    def degraded(self) -> list[str]:
        """The optional parts that are to be missing, in their order."""
        return [part for part in OPTIONAL if self.down(part)]

    def span(self, part: str) -> tuple[float, float]:
        """When a part begins and ends in a right answer, in seconds from the call."""
        reply, need = self.replies[part], NEEDS.get(part)
        start = self.span(need)[1] if need else 0.0
        limit = self.timeout if part in OPTIONAL else float("inf")
        return start, start + min(reply.delay, limit)

    def failing(self) -> tuple[float, list[BaseException]]:
        """When the page fails, and with which errors; (inf, []) for a page that does not."""
        ends = {
            part: self.span(part)[1]
            for part in PARTS
            if self.replies[part].error is not None and not self.down(part)
        }
        ends = {p: end for p, end in ends.items() if NEEDS.get(p) not in ends}
        first = min(ends.values(), default=float("inf"))
        return first, [self.replies[p].error for p, e in ends.items() if e <= first + MOMENT]

    @property
    def ideal(self) -> float:
        """The critical path of a page that fails nowhere, in seconds."""
        return max(self.span(part)[1] for part in PARTS)

    @property
    def due(self) -> float:
        """When this request is to be over, in seconds from the call: by its page, or without."""
        left = float("inf") if self.leaves_at is None else self.leaves_at
        return min(left, self.failing()[0], self.ideal)

    @property
    def page(self) -> dict[str, Any]:
        """What the handler is to return."""
        values = {p: [] if self.down(p) else self.replies[p].value for p in PARTS}
        return values | {"degraded": self.degraded}

    async def play(self, function: Callable[..., Any], bg: Background, tracker: Tracker) -> None:
        """Call the handler in a context of its own, as a server does; nothing is raised."""
        task = asyncio.ensure_future(self._call(function, bg, tracker))
        if self.leaves_at is not None:
            asyncio.get_running_loop().call_later(self.leaves_at, task.cancel)
        await asyncio.wait({task})
        task.result()

    async def _call(self, function: Callable[..., Any], bg: Background, tracker: Tracker) -> None:
        request_id.set(self.id)
        self.stage.begin()
        tracker.stage.begin()
        self.tracker = tracker
        cache = self.cache = RequestCache(self._fetch)
        self.began = self.ended = self.stage.now()
        try:
            made = function(
                tracker.api, bg, cache, self._log, self.slug, self.session, timeout=self.timeout
            )
            if not inspect.isawaitable(made):
                raise NotAwaitableError("handle_product_page", made)
            value = await made
            self.value = copy.copy(value) if isinstance(value, dict) else value
        except NotAwaitableError:
            raise
        except (Exception, asyncio.CancelledError, BaseExceptionGroup) as error:
            self.error = error
        finally:
            self.ended = self.stage.now()

    def stop(self) -> None:
        """End what the cache still fetches, as its owner does when the request is over."""
        for flight in self.flights():
            flight.cancel()

    def flights(self) -> list[asyncio.Future[Any]]:
        """What the cache fetches or has fetched."""
        return [] if self.cache is None else list(self.cache._flights.values())

    async def _fetch(self, key: Any) -> Any:
        name, args = _known(key)
        return await self.stage.call(name, self.replies[name])(*args)

    def _log(self, record: Any) -> None:
        self.records.append(Record(request_id.get(), self.stage.now(), _as_of_now(record)))


def _as_of_now(record: Any) -> Any:
    """A record as it is when it is logged; its other keys may hold what nothing can copy."""
    if not isinstance(record, dict):
        return record
    return {k: dict(v) if isinstance(v, dict) else v for k, v in record.items()}


def _known(key: Any) -> tuple[str, tuple[Any, ...]]:
    if isinstance(key, tuple) and key and key[0] in PARTS:
        return key[0], key[1:]
    raise LookupError(
        f"cache.get({key!r}): a key is a tuple that begins with {', '.join(PARTS)}, "
        'for example ("product", slug)'
    )


def _of(answer: Any, key: str) -> Any:
    return answer.get(key) if isinstance(answer, dict) else None


async def others(bg: Background, *fetching: asyncio.Future[Any]) -> list[str]:
    """Names of tasks that are nobody's: not this one, not background work, not a fetch.

    What was cancelled has a few rounds of the loop to end in.
    """
    for _ in range(SETTLE):
        await asyncio.sleep(0)
    mine = {asyncio.current_task(), *bg.tasks, *fetching}
    return sorted(task.get_name() for task in asyncio.all_tasks() - mine)


def missing_keys(value: Any) -> Iterator[str]:
    """The keys that a page lacks."""
    return (key for key in KEYS if key not in value)
