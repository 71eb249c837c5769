"""A task that notices when its coroutine swallows a cancellation."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from course_lib.virtual_time import words
from course_lib.virtual_time.active import note
from course_lib.virtual_time.where import Where, cell_or_file, of_frame


class Task(asyncio.Task):  # by this name it shows in reports, as asyncio's own
    """Counts the cancellations asked for that never came out of the coroutine.

    Two symptoms: the task ends with a value although a cancellation was asked for and not
    taken back; or `asyncio.timeout` takes its own back while no exception is under way.
    """

    def uncancel(self) -> int:
        """As asyncio's; called by `asyncio.timeout` when its block is left."""
        caller = sys._getframe(1)
        if caller.f_globals.get("__name__") == "asyncio.timeouts" and sys.exc_info()[0] is None:
            _swallowed(self, of_frame(caller))
        return super().uncancel()

    def cancel(self, msg: Any = None) -> bool:
        """As asyncio's."""
        asked = super().cancel(msg)
        if asked and self.cancelling() == 1:
            self.add_done_callback(_ended)
        return asked


def _ended(task: asyncio.Task[Any]) -> None:
    if task.cancelling() and not task.cancelled() and task._exception is None:
        code = getattr(task.get_coro(), "cr_code", None)
        where = code and Where(cell_or_file(code.co_filename), code.co_firstlineno, code.co_name)
        _swallowed(task, where)


def _swallowed(task: asyncio.Task[Any], where: Where | None) -> None:
    loop = task.get_loop()
    if loop.recording:
        loop.swallowed += 1
        name = getattr(task.get_coro(), "__name__", "a task")
        note("swallowed-cancel", words.SWALLOWED.format(name), where)
