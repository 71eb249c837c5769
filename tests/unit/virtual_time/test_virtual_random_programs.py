"""Random programs take the same course on virtual time as on a real loop (no two events tie)."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.virtual_time import guards

REAL_UNITS = (0.001, 0.01, 0.05)  # seconds; the longer ones are for a busy machine


def programs():
    """Nested work: ("sleep",), or "gather" / "group" / "timeout" / "race" of such, or in a row."""
    return st.recursive(
        st.just(("sleep",)),
        lambda inner: st.tuples(
            st.sampled_from(["gather", "group", "row", "timeout", "race", "shield"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=7,
    )


class Player:
    """Plays one program. `sleeps` and `limits` are the lengths to use, in units."""

    def __init__(self, sleeps, limits, unit):
        self.sleeps = iter(sleeps)
        self.limits = iter(limits)
        self.unit = unit
        self.seen = []
        self.numbers = iter(range(1000))

    def prepare(self, program):
        """A coroutine function; lengths are drawn now, so that they do not depend on the order."""
        kind, *rest = program
        number = next(self.numbers)
        length = next(self.limits if rest else self.sleeps) * self.unit
        parts = [self.prepare(part) for part in rest[0]] if rest else []

        async def play():
            try:
                value = await getattr(self, f"_{kind}")(parts, length)
            except asyncio.CancelledError:
                self.seen.append((number, "cancelled"))
                raise
            self.seen.append((number, "ended"))
            return [number, value]

        return play

    async def _sleep(self, parts, length):
        await asyncio.sleep(length)

    async def _row(self, parts, length):
        return [await part() for part in parts]

    async def _gather(self, parts, length):
        return await asyncio.gather(*(part() for part in parts))

    async def _group(self, parts, length):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part()) for part in parts]
        return [task.result() for task in tasks]

    async def _timeout(self, parts, length):
        try:
            async with asyncio.timeout(length):
                return await self._row(parts, length)
        except TimeoutError:
            return "late"

    async def _race(self, parts, length):
        tasks = [asyncio.create_task(part()) for part in parts]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return [task.cancelled() for task in tasks]

    async def _shield(self, parts, length):
        inner = asyncio.ensure_future(self._gather(parts, length))
        try:
            return await asyncio.shield(inner)
        finally:
            await asyncio.wait([inner])


def lengths(seed):
    """Sleeps of which no two sums are equal, and limits that end between them."""
    sleeps = [2**n for n in range(8)]
    limits = [n + 0.5 for n in range(2, 60, 3)]
    seed.shuffle(sleeps)
    seed.shuffle(limits)
    return sleeps, limits * 5


@settings(max_examples=25, deadline=None, derandomize=True)
@given(programs(), st.randoms(use_true_random=False))
def test_the_course_of_random_programs(program, seed):
    sleeps, limits = lengths(seed)

    def start(unit):
        player = Player(sleeps, limits, unit)
        return player, player.prepare(program)

    player, play = start(1.0)
    with guards() as batch:
        result = batch.run(play)
    assert result.stopped is None
    virtual = result.result(), player.seen
    for unit in REAL_UNITS:
        player, play = start(unit)
        real = asyncio.run(play()), player.seen
        if real == virtual:
            return
    assert real == virtual
