"""Makes room for a virtual loop in this thread, inside a running loop too, and puts all back."""

from __future__ import annotations

import asyncio
import gc
import sys
from asyncio import events

from course_lib.virtual_time.active import active
from course_lib.virtual_time.loop import VirtualLoop


class Foreground:
    """What this thread was doing, set aside while `loop` runs in it.

    In a notebook cell a task of the kernel's loop is running. It is left, and entered again
    afterwards: swapping the running loop alone is not enough for Python 3.14, which keeps the
    running task with the thread. The garbage collector rests meanwhile, so that when a lost
    task is destroyed does not depend on what the kernel did before.
    """

    def __init__(self, loop: VirtualLoop, origin_depth: int) -> None:
        self._loop = loop
        self._outer = events._get_running_loop()
        self._task = None if self._outer is None else asyncio.current_task(self._outer)
        self._left = False
        self._hooks = sys.get_asyncgen_hooks()
        self._depth = sys.get_coroutine_origin_tracking_depth()
        self._origin_depth = origin_depth
        self._collects = gc.isenabled()
        self._trace = sys.gettrace()
        self._recursion = sys.getrecursionlimit()

    def enter(self) -> None:
        """Make the virtual loop this thread's running one."""
        if self._task is not None:
            asyncio.tasks._leave_task(self._outer, self._task)
            self._left = True
        events._set_running_loop(self._loop)
        sys.set_asyncgen_hooks(
            self._loop._asyncgen_firstiter_hook, self._loop._asyncgen_finalizer_hook
        )
        sys.set_coroutine_origin_tracking_depth(self._origin_depth)
        gc.disable()
        active.loop = self._loop

    def restore(self) -> None:
        """Put everything back. Doing it twice does no harm: an interrupt may break the first."""
        active.loop = None
        if self._collects:
            gc.enable()
        if sys.gettrace() is not self._trace:
            sys.settrace(self._trace)
        if sys.getrecursionlimit() != self._recursion:
            sys.setrecursionlimit(self._recursion)
        sys.set_coroutine_origin_tracking_depth(self._depth)
        sys.set_asyncgen_hooks(*self._hooks)
        inner = asyncio.current_task(self._loop)
        if inner is not None:
            asyncio.tasks._leave_task(self._loop, inner)
        events._set_running_loop(self._outer)
        if self._left:
            self._left = False
            asyncio.tasks._enter_task(self._outer, self._task)
