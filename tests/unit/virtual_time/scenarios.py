"""Small asyncio programs with all that they should show: value, order of events, exact times.

Each takes `u`, the length of one unit of time in seconds, and `log`, which notes an event and
the time. The expected times are in units. Distinct instants are one unit apart, so a real loop
with a unit of some milliseconds shows the same order; `real=False` marks what only virtual time
promises (the order of equal deadlines). The benchmark runs the same programs on other clocks.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

Log = Callable[[str], None]


@dataclass(frozen=True)
class Scenario:
    program: Callable[[float, Log], Awaitable[Any]]
    value: Any
    events: list[tuple[float, str]]
    real: bool = True

    @property
    def name(self) -> str:
        return self.program.__name__

    async def play(self, u: float) -> tuple[Any, list[tuple[float, str]]]:
        """Run it on whatever loop runs; gives the value and the events with their times."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        seen: list[tuple[float, str]] = []
        value = await self.program(u, lambda event: seen.append((loop.time() - start, event)))
        return value, seen

    def expected(self, u: float) -> list[tuple[float, str]]:
        """The events with their times in seconds, for a unit of `u`."""
        return [(round(when * u, 9), event) for when, event in self.events]


SCENARIOS: list[Scenario] = []


def shows(value: Any, *events: tuple[float, str], real: bool = True) -> Callable[..., Any]:
    def register(program: Any) -> Any:
        SCENARIOS.append(Scenario(program, value, list(events), real))
        return program

    return register


async def _call(log: Log, name: str, seconds: float, error: Exception | None = None) -> str:
    """A call to some service, with half a unit of clean-up when it is cancelled."""
    log(f"{name} starts")
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        log(f"{name} cancelled")
        raise
    if error is not None:
        log(f"{name} fails")
        raise error
    log(f"{name} ends")
    return name


@shows("done", *((float(n), str(n)) for n in range(1, 11)))
async def ten_sleeps(u, log):
    for n in range(1, 11):
        await asyncio.sleep(u)
        log(str(n))
    return "done"


@shows(
    ["a", "b", "c"],
    (0, "a starts"),
    (0, "b starts"),
    (0, "c starts"),
    (1, "b ends"),
    (2, "a ends"),
    (4, "c ends"),
)
async def gather_keeps_the_order(u, log):
    return await asyncio.gather(_call(log, "a", 2 * u), _call(log, "b", u), _call(log, "c", 4 * u))


@shows(
    "ValueError",
    (0, "a starts"),
    (0, "b starts"),
    (1, "b fails"),
    (1, "raised"),
    (3, "a ends"),
)
async def gather_fails_and_siblings_go_on(u, log):
    slow = asyncio.create_task(_call(log, "a", 3 * u))
    try:
        await asyncio.gather(slow, _call(log, "b", u, ValueError()))
    except ValueError as error:
        log("raised")
        await slow
        return type(error).__name__


@shows(
    ["a", "ValueError"],
    (0, "a starts"),
    (0, "b starts"),
    (1, "b fails"),
    (3, "a ends"),
    (3, "all"),
)
async def gather_returns_exceptions(u, log):
    results = await asyncio.gather(
        _call(log, "a", 3 * u), _call(log, "b", u, ValueError()), return_exceptions=True
    )
    log("all")
    return [r if isinstance(r, str) else type(r).__name__ for r in results]


@shows(
    "cancelled",
    (0, "a starts"),
    (0, "b starts"),
    (2, "a cancelled"),
    (2, "b cancelled"),
    (2, "out"),
)
async def cancelling_gather_cancels_its_children(u, log):
    async def both():
        await asyncio.gather(_call(log, "a", 5 * u), _call(log, "b", 6 * u))

    task = asyncio.create_task(both())
    await asyncio.sleep(2 * u)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        log("out")
        return "cancelled"


@shows(
    ["a", "b"],
    (0, "body"),
    (0, "a starts"),
    (0, "b starts"),
    (1, "b ends"),
    (2, "a ends"),
    (2, "out"),
)
async def task_group_waits_for_all(u, log):
    async with asyncio.TaskGroup() as group:
        a = group.create_task(_call(log, "a", 2 * u))
        b = group.create_task(_call(log, "b", u))
        log("body")
    log("out")
    return [a.result(), b.result()]


@shows(
    ["ValueError"],
    (0, "a starts"),
    (0, "b starts"),
    (1, "b fails"),
    (1, "a cancelled"),
    (3, "a cleaned up"),
    (3, "out"),
)
async def task_group_failure_waits_for_clean_up(u, log):
    async def careful():
        try:
            await _call(log, "a", 5 * u)
        finally:
            await asyncio.sleep(2 * u)
            log("a cleaned up")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(careful())
            group.create_task(_call(log, "b", u, ValueError()))
    except* ValueError as errors:
        log("out")
        caught = [type(error).__name__ for error in errors.exceptions]
    return caught


@shows(
    ["KeyError", "inner"],
    (0, "c starts"),
    (0, "a starts"),
    (0, "b starts"),
    (1, "b fails"),
    (1, "a cancelled"),
    (1, "inner out"),
    (3, "c ends"),
    (3, "outer out"),
)
async def nested_task_groups(u, log):
    caught = []

    async def inner():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_call(log, "a", 4 * u))
                group.create_task(_call(log, "b", u, KeyError()))
        except* KeyError:
            caught.append("KeyError")
            log("inner out")
        return "inner"

    async with asyncio.TaskGroup() as group:
        task = group.create_task(inner())
        group.create_task(_call(log, "c", 3 * u))
    log("outer out")
    return [*caught, task.result()]


@shows("a", (0, "a starts"), (1, "a ends"))
async def wait_for_in_time(u, log):
    return await asyncio.wait_for(_call(log, "a", u), 3 * u)


@shows("late", (0, "a starts"), (2, "a cancelled"), (2, "out"))
async def wait_for_too_late(u, log):
    try:
        return await asyncio.wait_for(_call(log, "a", 3 * u), 2 * u)
    except TimeoutError:
        log("out")
        return "late"


@shows("late", (0, "a starts"), (2, "a ends"), (2, "b starts"), (3, "b cancelled"), (3, "out"))
async def timeout_over_several_calls(u, log):
    try:
        async with asyncio.timeout(3 * u):
            await _call(log, "a", 2 * u)
            await _call(log, "b", 2 * u)
    except TimeoutError:
        log("out")
        return "late"


@shows(True, (0, "a starts"), (2, "a ends"), (2, "b starts"), (5, "b cancelled"), (5, "out"))
async def timeout_is_moved(u, log):
    try:
        async with asyncio.timeout(3 * u) as limit:
            await _call(log, "a", 2 * u)
            limit.reschedule(limit.when() + 2 * u)
            await _call(log, "b", 9 * u)
    except TimeoutError:
        log("out")
        return limit.expired()


@shows(
    "inner late",
    (0, "a starts"),
    (1, "a cancelled"),
    (1, "inner out"),
    (1, "b starts"),
    (2, "b ends"),
)
async def timeouts_nested(u, log):
    async with asyncio.timeout(6 * u):
        try:
            async with asyncio.timeout(u):
                await _call(log, "a", 4 * u)
        except TimeoutError:
            log("inner out")
        await _call(log, "b", u)
    return "inner late"


@shows(
    ["b", "c", "a"],
    (0, "a starts"),
    (0, "b starts"),
    (0, "c starts"),
    (1, "b ends"),
    (1, "got b"),
    (2, "c ends"),
    (2, "got c"),
    (3, "a ends"),
    (3, "got a"),
)
async def as_completed_yields_who_is_first(u, log):
    got = []
    tasks = [
        asyncio.create_task(_call(log, name, n * u)) for name, n in (("a", 3), ("b", 1), ("c", 2))
    ]
    for one in asyncio.as_completed(tasks):
        got.append(await one)
        log(f"got {got[-1]}")
    return got


@shows(
    [0, 1, 2, 3],
    (0, "0 starts"),
    (0, "1 starts"),
    (2, "1 ends"),
    (2, "2 starts"),
    (3, "0 ends"),
    (3, "3 starts"),
    (4, "2 ends"),
    (5, "3 ends"),
)
async def semaphore_keeps_two_in_flight(u, log):
    slots = asyncio.Semaphore(2)

    async def one(n, units):
        async with slots:
            await _call(log, str(n), units * u)
            return n

    return await asyncio.gather(*(one(n, units) for n, units in enumerate((3, 2, 2, 2))))


@shows(
    [0, 1, 2],
    (0, "put 0"),
    (0, "put 1"),
    (0, "got 0"),
    (0, "put 2"),
    (2, "got 1"),
    (4, "got 2"),
    (6, "joined"),
)
async def queue_with_a_bound(u, log):
    queue = asyncio.Queue(maxsize=2)
    got = []

    async def produce():
        for n in range(3):
            await queue.put(n)
            log(f"put {n}")

    async def consume():
        while True:
            n = await queue.get()
            log(f"got {n}")
            got.append(n)
            await asyncio.sleep(2 * u)
            queue.task_done()

    worker = asyncio.create_task(consume())
    await produce()
    await queue.join()
    log("joined")
    worker.cancel()
    return got


@shows([1, 2, 3], (1, "put"), (1, "got 1"), (2, "got 2"), (3, "got 3"))
async def priority_queue(u, log):
    queue = asyncio.PriorityQueue()
    got = []

    async def consume():
        for _ in range(3):
            got.append(await queue.get())
            log(f"got {got[-1]}")
            await asyncio.sleep(u)

    task = asyncio.create_task(consume())
    await asyncio.sleep(u)
    for n in (3, 1, 2):
        queue.put_nowait(n)
    log("put")
    await task
    return got


@shows(["a", "b"], (0, "a waits"), (0, "b waits"), (2, "set"), (2, "a goes"), (2, "b goes"))
async def event_wakes_all(u, log):
    event = asyncio.Event()

    async def waiter(name):
        log(f"{name} waits")
        await event.wait()
        log(f"{name} goes")
        return name

    tasks = [asyncio.create_task(waiter(name)) for name in "ab"]
    await asyncio.sleep(2 * u)
    event.set()
    log("set")
    return await asyncio.gather(*tasks)


@shows(3, (1, "has 1"), (2, "has 2"), (3, "has 3"), (3, "enough"))
async def condition_waits_for_enough(u, log):
    condition = asyncio.Condition()
    items = []

    async def fill():
        for _ in range(3):
            await asyncio.sleep(u)
            async with condition:
                items.append(1)
                log(f"has {len(items)}")
                condition.notify_all()

    task = asyncio.create_task(fill())
    async with condition:
        await condition.wait_for(lambda: len(items) == 3)
        log("enough")
    await task
    return len(items)


@shows("abc", (0, "a in"), (1, "b in"), (2, "c in"))
async def lock_is_first_come_first_served(u, log):
    lock = asyncio.Lock()
    order = []

    async def one(name):
        async with lock:
            log(f"{name} in")
            order.append(name)
            await asyncio.sleep(u)

    await asyncio.gather(one("a"), one("b"), one("c"))
    return "".join(order)


@shows([3, 3], (1, "0 there"), (3, "1 there"), (3, "go"))
async def barrier_of_two(u, log):
    barrier = asyncio.Barrier(2)

    async def one(n, units):
        await asyncio.sleep(units * u)
        log(f"{n} there")
        if await barrier.wait() == 1:
            log("go")
        return 3

    return await asyncio.gather(one(0, 1), one(1, 3))


@shows(
    "cancelled",
    (0, "a starts"),
    (1, "a cancelled"),
    (3, "cleaned up"),
    (3, "out"),
)
async def cancellation_waits_for_clean_up(u, log):
    async def careful():
        try:
            await _call(log, "a", 5 * u)
        finally:
            await asyncio.sleep(2 * u)
            log("cleaned up")

    task = asyncio.create_task(careful())
    await asyncio.sleep(u)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        log("out")
    return "cancelled" if task.cancelled() else "not"


@shows(
    "cancelled",
    (0, "a starts"),
    (1, "a cancelled"),
    (2, "clean-up broken off"),
)
async def a_second_cancellation_breaks_the_clean_up(u, log):
    async def careful():
        try:
            await _call(log, "a", 5 * u)
        finally:
            try:
                await asyncio.sleep(4 * u)
            except asyncio.CancelledError:
                log("clean-up broken off")
                raise

    task = asyncio.create_task(careful())
    await asyncio.sleep(u)
    task.cancel()
    await asyncio.sleep(u)
    task.cancel()
    await asyncio.wait([task])
    return "cancelled" if task.cancelled() else "not"


@shows(
    True,
    (0, "now"),
    (1, "later 1"),
    (2, "at 2"),
    (3, "later 3"),
)
async def call_later_and_call_at(u, log):
    loop = asyncio.get_running_loop()
    loop.call_later(3 * u, log, "later 3")
    timer = loop.call_at(loop.time() + 2 * u, log, "at 2")
    loop.call_later(u, log, "later 1")
    never = loop.call_later(2 * u, log, "never")
    never.cancel()
    log("now")
    await asyncio.sleep(4 * u)
    return never.cancelled() and timer.when() is not None


@shows(["outer", "task", "changed"], (1, "task sees outer"), (2, "outer sees task-free"))
async def context_variables(u, log):
    var = contextvars.ContextVar("var", default="none")
    var.set("outer")

    async def in_task():
        await asyncio.sleep(u)
        log(f"task sees {var.get()}")
        var.set("task")
        return var.get()

    inside = await asyncio.create_task(in_task())
    outside = var.get()
    await asyncio.sleep(u)
    log("outer sees task-free")

    async def plain():
        var.set("changed")

    await plain()
    return [outside, inside, var.get()]


@shows([0, 1, 2], (1, "0"), (2, "1"), (3, "2"), (3, "closed"))
async def async_generator_closed_early(u, log):
    async def ticks():
        try:
            for n in range(9):
                await asyncio.sleep(u)
                yield n
        finally:
            log("closed")

    got = []
    async with contextlib.aclosing(ticks()) as source:
        async for n in source:
            log(str(n))
            got.append(n)
            if n == 2:
                break
    return got


@shows([0, 4], (4, "collected"))
async def async_comprehension(u, log):
    async def ticks():
        for n in range(4):
            await asyncio.sleep(u)
            yield n

    got = [n * n async for n in ticks() if n % 2 == 0]
    log("collected")
    return got


@shows(list(range(12)), *((3, str(n)) for n in range(12)), real=False)
async def equal_deadlines_in_the_order_of_setting(u, log):
    order = []

    async def one(n):
        await asyncio.sleep(3 * u)
        log(str(n))
        order.append(n)

    await asyncio.gather(*(one(n) for n in range(12)))
    return order


@shows(
    ["b", "a"],
    (1, "a 1"),
    (2, "a 2"),
    (3, "b"),
    (3, "a 3"),
    real=False,
)
async def equal_deadlines_of_different_sums(u, log):
    order = []

    async def steps():
        for n in (1, 2, 3):
            await asyncio.sleep(u)
            log(f"a {n}")
        order.append("a")

    async def once():
        await asyncio.sleep(3 * u)
        log("b")
        order.append("b")

    await asyncio.gather(steps(), once())
    return order


@shows(
    "a",
    (0, "a starts"),
    (1, "caller cancelled"),
    (3, "a ends"),
)
async def shield_protects(u, log):
    inner = asyncio.create_task(_call(log, "a", 3 * u))

    async def caller():
        try:
            await asyncio.shield(inner)
        except asyncio.CancelledError:
            log("caller cancelled")
            raise

    task = asyncio.create_task(caller())
    await asyncio.sleep(u)
    task.cancel()
    await asyncio.wait([task])
    return await inner


@shows(
    [["b"], ["a"]],
    (0, "a starts"),
    (0, "b starts"),
    (1, "b ends"),
    (1, "first"),
    (3, "a ends"),
)
async def wait_first_completed(u, log):
    tasks = {asyncio.create_task(_call(log, name, n * u)) for name, n in (("a", 3),)}
    tasks.add(asyncio.create_task(_call(log, "b", u)))
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    log("first")
    return [[task.result() for task in done], list(await asyncio.gather(*pending))]


@shows(
    [2, 1],
    (0, "a starts"),
    (0, "b starts"),
    (0, "c starts"),
    (1, "b ends"),
    (2, "c fails"),
    (2, "out"),
    (4, "a ends"),
)
async def wait_first_exception(u, log):
    tasks = [
        asyncio.create_task(_call(log, "a", 4 * u)),
        asyncio.create_task(_call(log, "b", u)),
        asyncio.create_task(_call(log, "c", 2 * u, ValueError())),
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    log("out")
    await asyncio.gather(*tasks, return_exceptions=True)
    return [len(done), len(pending)]


@shows([1, 1], (0, "a starts"), (0, "b starts"), (1, "a ends"), (2, "out"), (4, "b ends"))
async def wait_with_a_timeout_cancels_nobody(u, log):
    tasks = [
        asyncio.create_task(_call(log, "a", u)),
        asyncio.create_task(_call(log, "b", 4 * u)),
    ]
    done, pending = await asyncio.wait(tasks, timeout=2 * u)
    log("out")
    await asyncio.gather(*pending)
    return [len(done), len(pending)]


@shows(
    ["thread", "a"],
    (0, "a starts"),
    (1, "a ends"),
    (2, "both"),
)
async def to_thread_runs_beside(u, log):
    def blocking():
        time.sleep(2 * u)
        return "thread"

    got = await asyncio.gather(asyncio.to_thread(blocking), _call(log, "a", u))
    log("both")
    return got


@shows(
    [0, 1, 2, 3],
    (2, "0"),
    (3, "1"),
    (4, "2"),
    (6, "3"),
)
async def executor_of_two_workers_queues(u, log):
    with ThreadPoolExecutor(2) as pool:
        loop = asyncio.get_running_loop()

        async def one(n, units):
            await loop.run_in_executor(pool, time.sleep, units * u)
            log(str(n))
            return n

        return await asyncio.gather(*(one(n, units) for n, units in enumerate((2, 3, 2, 3))))


@shows(["set", "ValueError"], (1, "value"), (2, "error"))
async def to_thread_carries_context_and_errors(u, log):
    var = contextvars.ContextVar("var")
    var.set("set")

    def read():
        time.sleep(u)
        return var.get()

    def fail():
        time.sleep(u)
        raise ValueError

    value = await asyncio.to_thread(read)
    log("value")
    try:
        await asyncio.to_thread(fail)
    except ValueError as error:
        log("error")
        return [value, type(error).__name__]


@shows("a", (0, "a starts"), (3, "blocked until here"), (3, "a ends"), (3, "out"))
async def a_blocking_sleep_holds_up_everybody(u, log):
    task = asyncio.create_task(_call(log, "a", u))
    await asyncio.sleep(0)
    time.sleep(3 * u)
    log("blocked until here")
    name = await task
    log("out")
    return name


@shows([3, 3, 3], (3, "slept"))
async def clocks_agree(u, log):
    clocks = (time.monotonic, time.perf_counter, asyncio.get_running_loop().time)
    starts = [clock() for clock in clocks]
    await asyncio.sleep(3 * u)
    log("slept")
    return [round((clock() - start) / u) for clock, start in zip(clocks, starts, strict=True)]


@shows("abcd", (0, "a"), (0, "b"), (0, "c"), (0, "d"))
async def call_soon_keeps_the_order(u, log):
    loop = asyncio.get_running_loop()
    for name in "abc":
        loop.call_soon(log, name)
    await asyncio.sleep(0)
    log("d")
    return "abcd"


@shows(6, *((0, f"{name}{n}") for n in range(3) for name in "ab"))
async def sleep_zero_takes_turns(u, log):
    async def one(name):
        for n in range(3):
            log(f"{name}{n}")
            await asyncio.sleep(0)
        return 3

    return sum(await asyncio.gather(one("a"), one("b")))


@shows(7, (2, "set"), (2, "woken"), (2, "callback 7"))
async def future_and_its_callbacks(u, log):
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def provide():
        future.set_result(7)
        log("set")

    async def waiter():
        value = await future
        log("woken")
        return value

    task = asyncio.create_task(waiter())
    await asyncio.sleep(0)
    future.add_done_callback(lambda f: log(f"callback {f.result()}"))
    loop.call_later(2 * u, provide)
    return await task


@shows(["Exception in callback"], (1, "still here"))
async def a_failing_callback_is_reported(u, log):
    loop = asyncio.get_running_loop()
    heard = []
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda loop, context: heard.append(context["message"][:21]))
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(u)
    loop.set_exception_handler(before)
    log("still here")
    return heard


@shows([2, 3], *((n, text) for n, text in ((1, "x"), (2, "y"), (3, "x"), (4, "y"), (5, "x"))))
async def two_workers_share_one_source(u, log):
    jobs = iter(range(5))
    done = {"x": 0, "y": 0}

    async def worker(name, first):
        await asyncio.sleep(first)
        for _ in jobs:
            log(name)
            done[name] += 1
            await asyncio.sleep(2 * u)

    await asyncio.gather(worker("x", u), worker("y", 2 * u))
    return sorted(done.values())


@shows([1, 0, "cancelled"], (1, "asked"), (1, "taken back"), (2, "on"))
async def a_cancellation_is_taken_back(u, log):
    async def polite():
        task = asyncio.current_task()
        try:
            await asyncio.sleep(5 * u)
        except asyncio.CancelledError:
            asked = task.cancelling()
            log("taken back")
            left = task.uncancel()
        await asyncio.sleep(u)
        log("on")
        return [asked, left, "cancelled"]

    task = asyncio.create_task(polite())
    await asyncio.sleep(u)
    log("asked")
    task.cancel()
    return await task
