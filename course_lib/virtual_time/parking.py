"""A last place for tasks that ignore cancellation."""

from __future__ import annotations

import asyncio
from typing import Any

_parked: list[Any] = []


def park(task: asyncio.Task[Any]) -> None:
    """Keep `task` for ever: destroying it would run its code again, perhaps without end.

    One reference is never given back, or the end of Python itself would destroy it.
    """
    task._log_destroy_pending = False
    _parked.append(task)
    try:
        import ctypes

        ctypes.pythonapi.Py_IncRef(ctypes.py_object(task))
    except (ImportError, AttributeError):
        pass  # no ctypes here: the list holds the task as long as Python lives
