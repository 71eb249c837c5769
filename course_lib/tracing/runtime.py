"""What this Python can do: one inside a browser has no threads, processes, sockets or signals."""

from __future__ import annotations

import sys
import time

# Taken here once: on the virtual clock `time.perf_counter` is another.
_clock = getattr(time, "thread_time", time.perf_counter)


def in_browser() -> bool:
    """Whether this Python runs inside a browser, as in the browser-only site of the course."""
    return sys.platform == "emscripten"


def thread_time() -> float:
    """Seconds that this thread has computed; a browser tells only seconds that have passed."""
    return _clock()
