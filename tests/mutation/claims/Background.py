"""Background: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
import gc
import weakref
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording, Seen


async def _holds(made: Any, names: tuple[str, ...]) -> int:
    """How many jobs on private futures survive a collection."""
    waits: list[Any] = []

    async def job() -> None:
        future = asyncio.get_running_loop().create_future()
        waits.append(weakref.ref(future))
        await future

    background = made(lambda name, error: None)
    for name in names:
        background.spawn(job(), name=name)
    await asyncio.sleep(0.1)
    gc.collect()
    return sum(wait() is not None for wait in waits)


async def distinct(made: Any, recording: Recording) -> int:
    return await _holds(made, ("a", "b", "c"))


async def one_name(made: Any, recording: Recording) -> int:
    return await _holds(made, ("a", "a", "a"))


async def failing(made: Any, recording: Recording) -> tuple[int, int, int]:
    """How often on_error heard of one failure, what is pending then, and what the loop heard."""
    heard: list[Any] = []
    errors: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: errors.append(told))

    async def job() -> None:
        await asyncio.sleep(0.1)
        raise ConnectionError("down")

    background = made(lambda *told: heard.append(told))
    background.spawn(job(), name="a")
    await asyncio.sleep(1)
    return len(heard), background.pending, len(errors)


async def finished(made: Any, recording: Recording) -> int:
    """How many finished tasks are still held."""
    refs = []
    background = made(lambda name, error: None)
    for i in range(20):
        refs.append(weakref.ref(background.spawn(asyncio.sleep(0.01), name=f"{i}")))
        await asyncio.sleep(0.1)
    gc.collect()
    return sum(ref() is not None for ref in refs)


async def _cancel(made: Any, after: float) -> tuple[int, int, bool, int]:
    """Reports, pending, whether the task ended cancelled, and what the loop had to say."""
    heard: list[Any] = []
    errors: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: errors.append(told))
    background = made(lambda *told: heard.append(told))
    task = background.spawn(asyncio.sleep(5), name="a")
    if after:
        await asyncio.sleep(after)
    task.cancel()
    await asyncio.sleep(1)
    return len(heard), background.pending, task.cancelled(), len(errors)


async def midway(made: Any, recording: Recording) -> tuple[int, int, bool, int]:
    return await _cancel(made, 0.1)


async def at_once(made: Any, recording: Recording) -> tuple[int, int, bool, int]:
    return await _cancel(made, 0.0)


async def twins(made: Any, recording: Recording) -> int:
    """What is pending of two jobs of one name."""
    background = made(lambda name, error: None)
    for _ in range(2):
        background.spawn(asyncio.sleep(1), name="a")
    return background.pending


def lost(e: Evidence) -> int:
    """How many of three jobs the collector took; jobs that could not be spawned are not lost."""
    value = e.drive(distinct).value
    return 3 - value if isinstance(value, int) else 0


def ended(e: Evidence, story: Any) -> Any:
    seen: Seen = e.drive(story)
    return seen.value if isinstance(seen.value, tuple) else (0, 0, True, 0)


def survives_everything(e: Evidence) -> bool:
    wide = e.handlers("BaseException", "CancelledError", "") or e.calls("suppress")
    return bool(wide) and any(
        heard or not cancelled for heard, _, cancelled, _ in (ended(e, midway), ended(e, at_once))
    )


def same_names_hurt(e: Evidence) -> bool:
    apart, together = e.drive(distinct).value, e.drive(one_name).value
    return apart != together or e.drive(twins).value != 2 or e.drive(one_name).error is not None


CLAIMS: Claims = {
    "the event loop keeps my task alive": lambda e: lost(e) == 3,
    "one variable is a reference": lambda e: 0 < lost(e) < 3,
    "names are unique": same_names_hurt,
    "finally always runs": lambda e: ended(e, at_once)[1] != 0 and ended(e, midway)[1] == 0,
    "exception() is safe on any finished task": lambda e: (
        bool(e.calls("exception", "result"))
        and any(ended(e, story)[3] or ended(e, story)[1] for story in (midway, at_once))
    ),
    "keeping a reference is the whole job": lambda e: (
        (e.drive(finished).value or 0) > 10 or ended(e, failing)[1] != 0
    ),
    "an error in a background task will show up somewhere": lambda e: (
        ended(e, failing)[0] == 0 and not list(e.nodes(ast.ExceptHandler))
    ),
    "non-critical means nobody needs to know": lambda e: (
        ended(e, failing)[0] == 0
        and bool(
            e.handlers("Exception", "BaseException", "")
            or e.calls("suppress")
            or (e.calls("exception", "result") and not ended(e, failing)[2])
        )
    ),
    "a background task should survive everything": survives_everything,
}
