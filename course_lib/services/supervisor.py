"""Background work with an owner: kept, named, heard when it fails, and drained at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

OnError = Callable[[str, BaseException], None]


class ClosedError(RuntimeError):
    """Work was spawned after the door had been closed."""


class Supervisor:
    """Owns background tasks. `on_error(name, error)` is told of each that fails, once.

    `tasks` is a live set: a task leaves it when it is done. While `closing` is True,
    `spawn` refuses.
    """

    def __init__(self, on_error: OnError) -> None:
        self.tasks: set[asyncio.Task[Any]] = set()
        self.closing = False
        self._on_error = on_error

    @property
    def pending(self) -> int:
        """How many tasks are not done."""
        return len(self.tasks)

    def spawn(self, coro: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Start `coro` in a task of its own and return the task at once.

        Raises ClosedError when the supervisor is closing; `coro` is closed then.
        """
        if self.closing:
            coro.close()
            raise ClosedError(f"{name} was not started: the supervisor is closing.")
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        # Order matters: exception() of a cancelled task raises.
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_error(task.get_name(), error)

    async def drain(self, timeout: float) -> dict[str, int]:
        """Close the door, wait `timeout` seconds for all tasks, cancel the rest, wait for them.

        Returns how many "finished", "failed" and were "cancelled". A clean-up is waited for,
        so the whole takes `timeout` seconds plus the longest clean-up at most.
        """
        self.closing = True
        tasks = set(self.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=timeout)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        cancelled = sum(task.cancelled() for task in tasks)
        failed = sum(not task.cancelled() and task.exception() is not None for task in tasks)
        return {
            "finished": len(tasks) - cancelled - failed,
            "failed": failed,
            "cancelled": cancelled,
        }
