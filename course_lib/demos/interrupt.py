"""The interrupt button while a demo runs and no cell does.

Between two messages a kernel ignores SIGINT, and each message puts that back. So
the heartbeat of a live run looks again and again, and listens whenever nobody else does.
"""

from __future__ import annotations

import signal
import threading
import weakref
from collections.abc import Callable

_listening: weakref.WeakSet[Listener] = weakref.WeakSet()


class Listener:
    """Calls `stop` at an interrupt that would otherwise be ignored, until `close`."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        _listening.add(self)

    def look(self) -> None:
        """Take SIGINT over if it is being ignored; call it every now and then."""
        if threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, _interrupted)

    def heard(self) -> None:
        """An interrupt has come."""
        self._stop()

    def close(self) -> None:
        """Ignore SIGINT again, if nobody listens and it is still ours."""
        _listening.discard(self)
        if _listening or threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGINT) is _interrupted:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupted(number: int, frame: object) -> None:
    # A message that came during a run may put this handler back after it: then nobody listens.
    for listener in list(_listening):
        listener.heard()
