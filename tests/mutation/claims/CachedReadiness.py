"""CachedReadiness: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable
from typing import Any

from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Seen

TTL = 2.0
UP = (200, {"status": "up", "checks": {}})


async def _ask(cached: Any, got: list[Any], at: float = 0.0) -> None:
    """Note what a caller who comes at `at` gets; a cancellation is noted and goes on."""
    await asyncio.sleep(at)
    try:
        got.append(await cached.get())
    except asyncio.CancelledError:
        got.append("cancelled")
        if asyncio.current_task().cancelling():
            raise
    except Exception as error:
        got.append(error)


def _cached(made: Any, recording: Any, error: Exception | None = None, delay: float = 0.5) -> Any:
    probe = recording.function(
        "probe", lambda *args: delay, value=lambda *args: UP, error=lambda *args: error
    )
    loop = asyncio.get_running_loop()
    return made(probe, TTL, lambda: 700.0 + loop.time())


def callers(*times: float, error: Exception | None = None, delay: float = 0.5) -> Callable:
    """A story: one caller at each of these instants."""

    async def story(made: Any, recording: Any) -> Any:
        cached, got = _cached(made, recording, error, delay), []
        await asyncio.gather(*(_ask(cached, got, at) for at in times))
        return got

    return story


async def one_leaves(made: Any, recording: Any) -> Any:
    """What three callers got of whom the first, the second or the third is cancelled."""
    kept = []
    for leaver in range(3):
        cached, got = _cached(made, recording), []
        tasks = [asyncio.create_task(_ask(cached, got)) for _ in range(3)]
        await asyncio.sleep(0.25)
        tasks[leaver].cancel()
        await asyncio.wait(tasks)
        kept.append(got.count("cancelled"))
    return kept


AT_TTL = callers(0.0, 2.5)
HUNDRED = callers(*[0.0] * 30)
READERS = callers(*[0.5 * i for i in range(8)], 10.0)
LATER = callers(0.0, 4.0)
FAILING = callers(0.0, 0.0, 1.0, 1.75, error=ConnectionError("down"))
BUGGY = callers(0.0, error=KeyError("a bug"))
GOOD = callers(0.0, 0.0, 1.0, 1.75)


def starts(e: Evidence, story: Any) -> list[float]:
    return [call.start for call in e.drive(story).calls]


def asks_twice(e: Evidence) -> bool:
    """Many callers of one instant, several probes, none beside another."""
    seen: Seen = e.drive(HUNDRED)
    return len(seen.calls) > 1 and seen.peak() == 1


def raises(e: Evidence) -> bool:
    got = [*(e.drive(FAILING).value or []), *(e.drive(BUGGY).value or [])]
    return any(isinstance(one, (ConnectionError, KeyError)) for one in got)


CLAIMS: Claims = {
    "expires is inclusive": lambda e: (
        len(starts(e, AT_TTL)) == 1
        and any(isinstance(op, (ast.LtE, ast.Gt)) for n in e.nodes(ast.Compare) for op in n.ops)
    ),
    "a lock removes the stampede": lambda e: (
        bool(e.calls("Lock", "Semaphore", "Condition")) and asks_twice(e)
    ),
    "my cancel is mine alone": lambda e: any(n > 1 for n in e.drive(one_leaves).value or []),
    "let the caller see the error": raises,
    "sliding expiry": lambda e: 3.0 < [*starts(e, READERS), 0.0, 0.0][1],
    "the finished task is the cache": lambda e: len(starts(e, LATER)) == 1,
    "cache only good news": lambda e: len(starts(e, FAILING)) > 1 and len(starts(e, GOOD)) == 1,
}
