"""A task that notices when its coroutine swallows a cancellation."""

from __future__ import annotations

import asyncio
import sys
from typing import Any


class CountingTask(asyncio.Task):
    """Counts the cancellations asked for that never came out of the coroutine.

    Two symptoms: the task ends with a value although a cancellation was asked for and not
    taken back, or `asyncio.timeout` takes its own back and no CancelledError is under way.
    """

    def uncancel(self) -> int:
        caller = sys._getframe(1).f_globals.get("__name__")
        if caller == "asyncio.timeouts" and sys.exc_info()[0] is None:
            self.get_loop().swallowed += 1
        return super().uncancel()

    def cancel(self, msg: Any = None) -> bool:
        asked = super().cancel(msg)
        if asked and self.cancelling() == 1:
            self.add_done_callback(_ended)
        return asked


def _ended(task: asyncio.Task[Any]) -> None:
    if task.cancelling() and not task.cancelled() and task._exception is None:
        task.get_loop().swallowed += 1
