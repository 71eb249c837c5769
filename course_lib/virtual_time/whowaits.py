"""Which tasks wait, and where: the heart of a sentence about a deadlock."""

from __future__ import annotations

from course_lib.virtual_time.loop import VirtualLoop, task_name
from course_lib.virtual_time.where import of_coroutine

_NAMED = 4


def who_waits(loop: VirtualLoop) -> str:
    """For example "load() waits at cell [6] line 4 in load(), 3 tasks worker() wait at ..."."""
    groups: dict[tuple[str, str], int] = {}
    for task in loop.all_tasks():
        if not task.done():
            where = of_coroutine(task.get_coro())
            key = (task_name(task), f" at {where}" if where is not None else "")
            groups[key] = groups.get(key, 0) + 1
    said = [
        f"{name} waits{place}" if number == 1 else f"{number} tasks {name} wait{place}"
        for (name, place), number in groups.items()
    ]
    if len(said) > _NAMED:
        said[_NAMED:] = [f"and {len(said) - _NAMED} more"]
    return ", ".join(said)
