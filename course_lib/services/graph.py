"""Calls that need each other's answers: their order, their critical path, and a runner."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from course_lib.services.checks import unknown

# A graph of calls is drawn and read by people, and each call costs a task.
MOST_NODES = 10_000
_NAMES_SHOWN = 6

Needs = Mapping[str, Iterable[str]]
Node = tuple[tuple[str, ...], Callable[..., Awaitable[Any]]]


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of calls, first to last, and the seconds that it takes."""

    names: tuple[str, ...]
    seconds: float


def in_order(needs: Needs) -> tuple[str, ...]:
    """The names of a graph, each after all that it needs; `needs` maps a name to names.

    A cycle, a call that needs itself, an unknown name and a graph of more than
    10,000 nodes are each a ValueError with one sentence.
    """
    if len(needs) > MOST_NODES:
        raise ValueError(
            f"The graph has {len(needs):,} nodes, and {MOST_NODES:,} are the most that it can have."
        )
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, needed in needs.items():
        if isinstance(needed, str):
            raise ValueError(
                f"What {name!r} needs must be a tuple of names, and {needed!r} is one "
                f"string; write ({needed!r},)."
            )
        needed = tuple(needed)
        for other in needed:
            if other not in needs:
                known = tuple(map(str, needs))[:_NAMES_SHOWN]
                raise ValueError(f"{name!r} needs {other!r}: {unknown(other, known, 'node')}")
        sorter.add(name, *needed)
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        raise ValueError(_cycle(error.args[1])) from None


def _cycle(found: list[str]) -> str:
    """`found` comes from graphlib: each is needed by the next, and the first is the last."""
    circle = found[::-1]
    if len(circle) == 2:
        return f"The graph cannot run: {circle[0]!r} needs itself."
    steps = [f"{a!r} needs {b!r}" for a, b in itertools.pairwise(circle)]
    if len(steps) > _NAMES_SHOWN:
        left = len(steps) - _NAMES_SHOWN
        steps = [*steps[:_NAMES_SHOWN], f"and so on through {left} more, back to {circle[0]!r}"]
    return f"The graph cannot run, because it has a cycle: {', '.join(steps)}."


def levels(needs: Needs) -> dict[str, int]:
    """How many calls must follow each other before a call can start; errors as `in_order`."""
    found: dict[str, int] = {}
    for name in in_order(needs):
        found[name] = 1 + max((found[other] for other in needs[name]), default=-1)
    return found


def critical_path(needs: Needs, seconds: Mapping[str, float]) -> Path:
    """The chain that takes longest; no schedule is quicker. Errors as `in_order`.

    Of chains that take equally long it is the one that begins first in `needs`.
    """
    place = {name: index for index, name in enumerate(needs)}
    ends: dict[str, float] = {}
    before: dict[str, str | None] = {}
    for name in in_order(needs):
        last = max(needs[name], key=lambda n: (ends[n], -place[n]), default=None)
        before[name] = last
        ends[name] = round((0.0 if last is None else ends[last]) + seconds[name], 9)
    if not ends:
        return Path((), 0.0)
    step: str | None = max(ends, key=lambda n: (ends[n], -place[n]))
    took = ends[step]
    names = []
    while step is not None:
        names.append(step)
        step = before[step]
    return Path(tuple(reversed(names)), took)


async def run_graph(nodes: Mapping[str, Node]) -> dict[str, Any]:
    """Run each node as soon as what it needs is there; takes as long as the critical path.

    `nodes` maps a name to (needs, function); the function gets the values in the
    order of its needs. The values come in the order of `nodes`. Errors as
    `in_order`, before anything runs. A failing node's error arrives in an
    ExceptionGroup; the others are cancelled and waited for first.
    """
    order = in_order({name: needs for name, (needs, _) in nodes.items()})
    tasks: dict[str, asyncio.Task[Any]] = {}

    async def node(name: str) -> Any:
        needs, function = nodes[name]
        # A task may have many readers; a coroutine object only one.
        return await function(*[await tasks[other] for other in needs])

    async with asyncio.TaskGroup() as group:
        # Needs first: with an eager task factory a task runs before the next one is made.
        for name in order:
            tasks[name] = group.create_task(node(name), name=f"node {name}")
    return {name: tasks[name].result() for name in nodes}
