"""drain: what must be true of a program before a belief is named."""

from __future__ import annotations

import ast
import asyncio
from functools import partial
from typing import Any

from course_lib.services.supervisor import Supervisor
from tests.mutation.claims.shapes import Claims
from tests.mutation.evidence import Evidence, Recording, Seen

GRACE = 0.5
NOTHING: tuple[tuple[float, float], ...] = ()
QUICK = ((0.1, 0.0), (0.2, 0.0), (0.3, 0.0))
MIXED = ((0.1, 0.0), (9.0, 0.2), (8.0, 0.1))
STUCK = ((20.0, 0.1), (21.0, 0.1), (22.0, 0.1), (23.0, 0.1))


async def story(jobs: tuple[tuple[float, float], ...], made: Any, recording: Recording) -> Any:
    """Drain jobs of (delay, clean-up); gives (report, seconds)."""
    bg = Supervisor(lambda name, error: None)
    for number, (delay, cleanup) in enumerate(jobs):
        call = recording.function(f"job {number}", lambda delay=delay: delay, cleanup=cleanup)
        bg.spawn(call(), name=f"job {number}")
    await asyncio.sleep(0.01)
    begin = asyncio.get_running_loop().time()
    report = await made(bg, GRACE)
    return report, asyncio.get_running_loop().time() - begin


STORIES = {jobs: partial(story, jobs) for jobs in (NOTHING, QUICK, MIXED, STUCK)}


def seen(e: Evidence, jobs: tuple[tuple[float, float], ...]) -> Seen:
    return e.drive(STORIES[jobs])


def took(e: Evidence, jobs: tuple[tuple[float, float], ...]) -> float:
    """Seconds until drain returned, or raised, or was stopped."""
    return seen(e, jobs).elapsed - 0.01


def errors(e: Evidence) -> list[BaseException]:
    return [s.error for s in (seen(e, jobs) for jobs in STORIES) if s.error is not None]


def report(e: Evidence, jobs: tuple[tuple[float, float], ...]) -> Any:
    value = seen(e, jobs).value
    return value[0] if isinstance(value, tuple) else None


def cleaning_at_the_end(e: Evidence) -> bool:
    """A cancelled job was still cleaning up when drain returned, or raised."""
    return any(
        call.cancels and (call.end is None or call.end > one.elapsed - 1e-9)
        for one in (seen(e, jobs) for jobs in (MIXED, STUCK))
        for call in one.calls
    )


def limit(e: Evidence) -> str:
    main = next(n for n in e.nodes(ast.AsyncFunctionDef) if n.name == "drain")
    return main.args.args[1].arg


CLAIMS: Claims = {
    "there is always something to wait for": lambda e: any(
        isinstance(error, ValueError) for error in errors(e)
    ),
    "a set can be iterated while tasks finish": lambda e: (
        "tasks" in e.source and bool(list(e.nodes(ast.For, ast.comprehension)))
    ),
    "the set still holds what has finished": lambda e: (
        isinstance(report(e, QUICK), dict) and not any(report(e, QUICK).values())
    ),
    "exception() is safe on any finished task": lambda e: (
        bool(e.calls("exception", "result"))
        and any(isinstance(error, asyncio.CancelledError) for error in errors(e))
    ),
    "a timeout per task is a timeout for all": lambda e: took(e, STUCK) > 2 * GRACE,
    "sleeping for the grace period is draining": lambda e: (
        bool(e.calls("sleep")) and took(e, QUICK) > 0.3 + 1e-6
    ),
    "shutdown may take as long as it takes": lambda e: took(e, STUCK) > GRACE + 0.1 + 1e-6,
    "cancelling again does no harm": lambda e: any(
        call.cancels > 1 for jobs in (MIXED, STUCK) for call in seen(e, jobs).calls
    ),
    "cancel() is immediate": lambda e: bool(e.calls("cancel")) and cleaning_at_the_end(e),
}
